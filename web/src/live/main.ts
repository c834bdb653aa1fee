// The live page's wiring: what the template says, and which button does what.

import { idOfToken, tokenOf } from '../device/coached_set';
import { DeviceTransport } from '../device/device_transport';
import { Mirror } from '../device/mirror';
import { SetStore } from '../device/set_store';
import { handOver, uploadSet, type Uploaded } from '../device/upload';
import { registerServiceWorker } from '../offline/register';
import { showEmergencyNumber } from '../safety/emergency';
import { currentLimit, parseKept } from '../safety/personal_limit';
import { byId, setText, showPanel } from './dom';
import { keyAction } from './keys';
import { Places } from './places';
import type { SourceKind, StopReason, Welcome } from './protocol';
import { forgetUnfinished, loadUnfinished } from './resume';
import { ServerTransport } from './server_transport';
import { LiveSession, type SetRequest } from './session';
import type { Place, TransportEvents } from './transport';
import { say } from '../words';

const page = document.body.dataset;
const query = new URLSearchParams(location.search);
const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const scenario = document.getElementById('scenario');

const places = new Places(page.engine ?? '', page.exercise ?? '', query.get('on'));
const uploadWithinMs = 6000;

function onDevice(request: SetRequest, events: TransportEvents): DeviceTransport {
  const { exercise, side, language, limit, source, size } = request;
  const begun = idOfToken(request.resume);
  const id = begun ?? crypto.randomUUID();
  const set = () => ({ id, person: page.person || undefined, exercise, side, language, limit, source, ...size() });
  return new DeviceTransport(places.takeEngine(), { set, resume: begun !== null }, events);
}

function onServer(request: SetRequest, events: TransportEvents): ServerTransport {
  const { exercise, side, language, limit, source, size, resume } = request;
  const begunHere = idOfToken(resume);
  const options = {
    url: `${scheme}://${location.host}${page.livePath ?? '/live'}`,
    protocol: Number(page.protocol ?? '1'),
    hello: () => ({ exercise, side, language, limit, source, view: size() }),
  };
  const token = () => (begunHere === null ? Promise.resolve(resume) : handOver(begunHere));
  return new ServerTransport(options, token, places.mayHaveEngine ? copying(request, events) : events);
}

let mirror: Mirror | null = null;

/** The same events, and the set's record is copied meanwhile. */
function copying(request: SetRequest, events: TransportEvents): TransportEvents {
  const { exercise, side, language, limit, source, size } = request;
  const begin = async ({ session, chunks }: Welcome) => {
    if (mirror?.of !== session) {
      mirror?.drop();
      mirror = await Mirror.begin({ id: crypto.randomUUID(), person: page.person || undefined, exercise, side, language, limit, source, ...size() }, session).catch(() => null);
    }
    mirror?.follow(chunks);
  };
  return {
    ...events,
    onMessage: (message) => {
      if (message.type === 'welcome') void begin(message);
      if (message.type === 'feedback') mirror?.follow(message.server?.chunks ?? 0);
      if (message.type === 'summary') mirror?.drop();
      events.onMessage(message);
    },
  };
}

const uploads = new Map<string, Promise<Uploaded | null>>();

/** The set's address on the server; nothing where that takes too long: it goes on, and can be asked for again. */
async function uploadWithin(id: string): Promise<Uploaded | null> {
  const upload = uploads.get(id) ?? SetStore.open().then((store) => uploadSet(store, id)).catch(() => null);
  uploads.set(id, upload);
  void upload.then((uploaded) => uploaded === null && uploads.delete(id));
  const tooLate = new Promise<null>((done) => setTimeout(() => done(null), uploadWithinMs));
  return Promise.race([upload, tooLate]);
}

const session = new LiveSession({
  exercise: page.exercise ?? '',
  side: query.get('side'),
  language: document.documentElement.lang,
  limit: currentLimit(page.exercise ?? '', parseKept(page.limit), page.person ?? '').limit,
  transport: (place: Place, request, events) => (place === 'device' ? onDevice : onServer)(request, events),
  takeOver: async () => {
    const id = places.hasEngine ? ((await mirror?.takeOver()) ?? null) : null;
    if (id !== null) mirror = null;
    return id === null ? null : tokenOf(id);
  },
  settle: uploadWithin,
  filmUrl: () => {
    const chosen = scenario instanceof HTMLSelectElement && scenario.value !== '' ? scenario.value : (page.video ?? '');
    const film = new URL(chosen, location.href);
    const side = query.get('side');
    if (side !== null) film.searchParams.set('side', side);
    return film.href;
  },
});

/** The words for the one source or the other. */
function chooseWords(kind: SourceKind): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-for]')) {
    element.hidden = element.dataset.for !== kind;
  }
}

/** What an earlier page of this tab began: said is what is kept, instead of asking everything again. */
const kept = loadUnfinished(page.exercise ?? '');

function offerToGoOn(): void {
  if (kept === null || kept.count === 0) return;
  setText(byId('resume-kept'), say('session.kept', { count: kept.count, target: kept.target }));
  showPanel('resume');
}

function goOnWithKept(): void {
  if (kept === null) return;
  chooseWords(kept.source);
  void session.start(kept.source, idOfToken(kept.token) === null ? 'server' : 'device');
}

/** The kept set ends as one that was left does: it stays in "My sessions". */
function beginAnew(): void {
  forgetUnfinished(page.exercise ?? '');
  showPanel('consent');
}

const stopDialog = byId<HTMLDialogElement>('stop-dialog');
let wasPaused = false;

function askToStop(): void {
  if (document.body.dataset.panel !== 'live' && document.body.dataset.panel !== 'rest') return;
  wasPaused = session.state === 'paused';
  session.pause();
  session.speaker.silence();
  if (!stopDialog.open) stopDialog.showModal();
}

function togglePause(): void {
  if (session.state === 'paused') session.goOn();
  else session.pause();
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button === null) return;
  const { start, reason, end, place, source, resume } = button.dataset;
  if (source !== undefined) chooseWords(source as SourceKind);
  if (start !== undefined) {
    if (start !== 'same') chooseWords(start as SourceKind);
    if (place !== undefined) places.choose(place as Place);
    void session.start(start as SourceKind | 'same', places.place);
  }
  if (reason !== undefined) {
    stopDialog.close('stop');
    session.stop(reason as StopReason);
  }
  if (end !== undefined) session.stop('other');
  if (resume === 'go-on') goOnWithKept();
  if (resume === 'anew') beginAnew();
});

byId('stop').addEventListener('click', askToStop);
byId('pause').addEventListener('click', togglePause);
byId('finish').addEventListener('click', () => session.stop('done'));
byId('next-set').addEventListener('click', () => session.skipRest());
byId('go-on').addEventListener('click', () => stopDialog.close('go-on'));
stopDialog.addEventListener('close', () => {
  if (stopDialog.returnValue !== 'stop' && !wasPaused) session.goOn();
  stopDialog.returnValue = '';
});

// The state decides what the pause button offers, whoever paused.
const pauseButton = byId('pause');
new MutationObserver(() => {
  const paused = document.body.dataset.state === 'paused';
  pauseButton.dataset.on = String(!paused);
  setText(byId('pause-label'), paused ? say('session.go_on') : say('session.pause'));
}).observe(document.body, { attributeFilter: ['data-state'] });

document.addEventListener('keydown', (event) => {
  const { panel } = document.body.dataset;
  if ((panel !== 'live' && panel !== 'rest') || document.querySelector('dialog[open]') !== null) return;
  const control = event.target instanceof Element && event.target.closest('button, a, input, select') !== null;
  const action = keyAction(event.key, control);
  if (action === null || (action === 'pause' && panel !== 'live')) return;
  event.preventDefault();  // Chromium would close with the same Escape the dialog that it opens
  if (event.repeat) return;
  if (action === 'pause') togglePause();
  else askToStop();
});

showEmergencyNumber(document);
chooseWords(query.get('source') === 'virtual_patient' ? 'virtual_patient' : 'camera');
offerToGoOn();
void places.decide();
registerServiceWorker();
