// Brings sets that were coached on this device to the server: what it has is asked first, what it lacks is sent, and
// everything may be sent again without doubling anything (docs/formats/session-upload.md).

import type { Summary } from '../live/protocol';
import { keepSeconds } from './coached_set';
import { SetStore, whileIdle, type KeptSet } from './set_store';

export interface Uploaded {
  /** The server's id. */
  session: string;
  url: string;
  /** Of the finished set, as the server worked it out from the record. */
  summary: Omit<Summary, 'session' | 'url'> | null;
}

interface Remote {
  session: string;
  url: string;
  chunks: number;
}

const finishedThere = 409;

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;
/** What is no network's fault: this set will never be taken. */
export class Refused extends Error {
  constructor(text: string, readonly status: number) {
    super(text);
  }
}

async function ask(fetch_: Fetch, method: string, address: string, body?: BodyInit): Promise<Response> {
  const headers = { accept: 'application/json', 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' };
  const answer = await fetch_(address, { method, headers, ...(body === undefined ? {} : { body }) });
  if (answer.ok) return answer;
  const text = `${method} ${address}: ${answer.status}`;
  throw answer.status >= 400 && answer.status < 500 && answer.status !== 429 ? new Refused(text, answer.status) : new Error(text);
}

/** The server began the set, and this browser went on with it: the record is this one from chunk `chunks` on. */
async function takeOver(fetch_: Fetch, session: string, chunks: number): Promise<Remote> {
  const answer = await ask(fetch_, 'POST', `/api/sessions/${session}/take-over`, JSON.stringify({ chunks }));
  // Where the whole record is there already, it takes the same chunks again.
  return { ...((await answer.json()) as Remote), chunks };
}

async function begin(fetch_: Fetch, set: KeptSet): Promise<Remote> {
  if (set.remote !== null) return takeOver(fetch_, set.remote, set.goneOnAfter ?? 0);
  const { id, exercise, side, language, source, startedMs } = set;
  const body = JSON.stringify({ key: id, exercise, side, language, source, started_ms: startedMs });
  return (await (await ask(fetch_, 'POST', '/api/sessions', body)).json()) as Remote;
}

/** False where the server has ended its own set: a stop that was under way when it fell silent reached it after all. */
async function sendChunk(fetch_: Fetch, set: KeptSet, address: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await ask(fetch_, 'PUT', address, bytes);
    return true;
  } catch (error) {
    if (set.remote !== null && error instanceof Refused && error.status === finishedThere) return false;
    throw error;
  }
}

/** The set's record as far as it goes; `finish`: and that is all of it. Rejects when the network or the server does. */
export async function sendRecord(fetch_: Fetch, set: KeptSet, chunks: Uint8Array[], finish: 'finish' | 'leave-open'): Promise<Uploaded> {
  const { session, url, chunks: there } = await begin(fetch_, set);
  for (let i = there; i < chunks.length; ++i) {
    if (!(await sendChunk(fetch_, set, `/api/sessions/${session}/chunks/${i}`, chunks[i] as Uint8Array<ArrayBuffer>))) break;
  }
  if (finish === 'leave-open') return { session, url, summary: null };
  const answer = await ask(fetch_, 'POST', `/api/sessions/${session}/finish`, '{}');
  return { session, url, summary: (await answer.json()) as Uploaded['summary'] };
}

/** A set that is over, and how bad it was where it hurt. @param painNow  Asked last: it may be said meanwhile. */
export async function sendSet(fetch_: Fetch, set: KeptSet, chunks: Uint8Array[], painNow: () => Promise<number | undefined>): Promise<Uploaded> {
  const uploaded = await sendRecord(fetch_, set, chunks, 'finish');
  const score = await painNow();
  if (score === undefined) return uploaded;
  await ask(fetch_, 'POST', `/api/sessions/${uploaded.session}/pain`, JSON.stringify({ score })).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;  // the set is sent again, with it
  });
  return uploaded;
}

/** A set that is over, or that nobody came back to. */
export function isComplete(set: KeptSet, nowMs: number): boolean {
  return set.ended !== null || nowMs - set.touchedMs > 1000 * keepSeconds;
}

/** Of a set that the server coached to its end, or as far as it went: it has all of it. */
export function isMereCopy(set: KeptSet): boolean {
  return set.remote !== null && set.goneOnAfter === null;
}

const browserFetch: Fetch = (address, init) => fetch(address, init);

/** Asks for the exercise's page again: the one that is kept for use without a network then knows, too, that it hurt. */
export async function refreshExercise(address: string): Promise<void> {
  await fetch(address).catch(() => undefined);
}

/** Who the server says is here; nothing without a connection. */
export async function personHere(): Promise<string | null> {
  const answer = await fetch('/api/me', { headers: { accept: 'application/json' } }).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as { person: string }).person : null;
}

/** A set of before persons were known is whoever's this browser is. */
export function isTheirs(set: KeptSet, person: string): boolean {
  return set.person === undefined || set.person === person;
}

/** One set, whole; then the server has it and this browser no longer needs it. Nothing without a connection. */
export async function uploadSet(store: SetStore, id: string): Promise<Uploaded | null> {
  const set = await store.get(id);
  if (set === null) return null;
  const chunks = await store.chunks(id);
  if (chunks.length === 0 || isMereCopy(set)) {
    await store.remove(id);
    return null;
  }
  // Whoever signed in since gets nothing of it: it waits until its own person is back.
  const person = await personHere();
  if (person === null || !isTheirs(set, person)) return null;
  const painNow = async () => (await store.get(id))?.pain;
  const uploaded = await sendSet(browserFetch, set, chunks, painNow).catch(async (error: unknown) => {
    console.info('kept on this device:', error);
    // A set of the server's own that it no longer knows has been deleted there.
    if (error instanceof Refused && error.status === 404 && set.remote !== null) await store.remove(id);
    return null;
  });
  if (uploaded === null) return null;
  await store.remove(id);
  if (set.ended === 'pain') void refreshExercise(`/exercises/${encodeURIComponent(set.exercise)}`);
  return uploaded;
}

/** Gives an unfinished set to the server, so that it goes on there. Its token. Rejects without a connection. */
export async function handOver(id: string): Promise<string | null> {
  const store = await SetStore.open();
  const set = await store.get(id);
  const chunks = await store.chunks(id);
  if (set === null || chunks.length === 0) return null;
  const { session } = await sendRecord(browserFetch, set, chunks, 'leave-open');
  await store.remove(id);
  return session;
}

/** Every set that waits. How many went up. */
export async function uploadAll(): Promise<number> {
  if (!('indexedDB' in window) || !('locks' in navigator)) return 0;
  const store = await SetStore.open();
  let count = 0;
  for (const { id } of (await store.all()).filter((set) => isComplete(set, Date.now()))) {
    await whileIdle(id, async () => {
      if ((await uploadSet(store, id)) !== null) ++count;
    });
  }
  return count;
}
