// Keeps what is needed to exercise without a network: pages, scripts, the engine and the exercises. Sessions are asked of
// the server, and sets of this device are in IndexedDB; an exercise's pages say how far their person may go, and go when
// somebody else is here (forget.ts). While there is a network, it
// answers; what it answered last is used when it does not.

/// <reference lib="webworker" />
import { bestVariant, type Manifest } from '../device/engine';
import { forgetPages, languageOf } from './kept_pages';

declare const self: ServiceWorkerGlobalScope;
/** Set by scripts/build.mjs: a hash of all files, and the files. */
declare const BUILD: string;
declare const FILES: string[];

const cacheName = `ezpt-${BUILD}`;
const engineManifest = '/static/engine.json';
const patienceMs = 4000;

/** Exercises and their pages, so that each works without having been visited. */
async function libraryAddresses(): Promise<string[]> {
  const answer = await fetch('/exercises.json');
  const list = (await answer.json()) as { id: string; figure_url: string }[];
  return list.flatMap(({ id, figure_url }) => [
    `/exercises/${id}`, `/exercises/${id}/session`, `/exercises/${id}.json`, figure_url,
  ]);
}

/** In the language of the pages that are kept. */
async function offlinePage(): Promise<Response | undefined> {
  const front = await caches.match('/', { cacheName });
  const language = front === undefined ? null : languageOf(front);
  const page = language === null ? undefined : await caches.match(`/static/offline-${language}.html`, { cacheName });
  return page ?? caches.match('/static/offline.html', { cacheName });
}

/** One after the other: a visitor's own requests go first. */
async function keep(addresses: string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const address of addresses) {
    if ((await cache.match(address)) === undefined) await cache.add(address).catch(() => undefined);
  }
}

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(FILES)));
  void self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith('ezpt-') && name !== cacheName).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

/** The engine's worker was there before this worker was, and fetched for itself. */
async function engineAddresses(): Promise<string[]> {
  const variant = bestVariant();
  const answer = await fetch(engineManifest);
  if (variant === null || !answer.ok) return [];
  const { model, modules } = (await answer.json()) as Manifest;
  return [engineManifest, `/static/${modules[variant].file}`, `/static/${model.file}`];
}

const wanted: Record<string, () => Promise<string[]>> = {
  'keep-library': async () => ['/', '/about/privacy', '/exercises.json', ...(await libraryAddresses())],
  'keep-engine': engineAddresses,
};

/** A page says that it is quiet now, and what of the rest can be fetched. */
self.addEventListener('message', (event) => {
  const addresses = wanted[String(event.data)];
  if (addresses !== undefined) event.waitUntil(addresses().then(keep).catch(() => undefined));
});

/** The address under which an answer is kept: a page's query changes nothing that the server sends. */
function keyOf(request: Request): string {
  const url = new URL(request.url);
  return request.mode === 'navigate' ? url.pathname : url.pathname + url.search;
}

/** Pages that work without a connection; definitions, figures, files. */
function isKept(path: string): boolean {
  return path === '/' || path === '/about/privacy' || path === '/exercises.json' || path.startsWith('/exercises/') || path.startsWith('/static/');
}

function hasHash(path: string): boolean {
  return /-[A-Za-z0-9]{8,}\.\w+$/.test(path);
}

async function fromNetwork(request: Request): Promise<Response> {
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200 && isKept(new URL(request.url).pathname)) {
    const cache = await caches.open(cacheName);
    await cache.put(keyOf(request), answer.clone());
    // The person, or their browser, asks for another language now: what was kept in the earlier one is theirs no more.
    if (request.mode === 'navigate') await forgetPages(cache, languageOf(answer));
  }
  return answer;
}

/** A slow network must not bring back a page in the language that the person has just left. */
async function chooseLanguage(request: Request): Promise<Response> {
  const answer = await fetch(request);
  await forgetPages(await caches.open(cacheName), null);
  return answer;
}

async function answer(request: Request): Promise<Response> {
  const kept = await caches.match(keyOf(request), { cacheName });
  if (kept !== undefined && hasHash(new URL(request.url).pathname)) return kept;
  const network = fromNetwork(request);
  if (kept === undefined) {
    return network.catch(async () => (request.mode === 'navigate' ? await offlinePage() : undefined) ?? Response.error());
  }
  const late = new Promise<Response>((done) => setTimeout(() => done(kept), patienceMs));
  return Promise.race([network, late]).catch(() => kept);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'POST' && url.origin === self.location.origin && url.pathname === '/language') {
    return event.respondWith(chooseLanguage(request));
  }
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' || isKept(url.pathname)) event.respondWith(answer(request));
});
