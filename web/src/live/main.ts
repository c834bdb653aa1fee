// The live page's wiring: what the template says, and which button does what.

import { byId, setText } from './dom';
import type { SourceKind, StopReason } from './protocol';
import { LiveSession } from './session';

const page = document.body.dataset;
const query = new URLSearchParams(location.search);
const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const scenario = document.getElementById('scenario');

const session = new LiveSession({
  exercise: page.exercise ?? '',
  side: query.get('side'),
  language: document.documentElement.lang,
  socketUrl: `${scheme}://${location.host}${page.livePath ?? '/live'}`,
  protocol: Number(page.protocol ?? '1'),
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

function describeHost(): void {
  for (const element of document.querySelectorAll('[data-host]')) element.textContent = location.host;
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
  for (const element of document.querySelectorAll<HTMLElement>('[data-local]')) element.hidden = !here;
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
  const { start, reason, end } = button.dataset;
  if (start !== undefined) {
    if (start !== 'same') chooseWords(start as SourceKind);
    void session.start(start as SourceKind | 'same');
  }
  if (reason !== undefined) {
    stopDialog.close('stop');
    session.stop(reason as StopReason);
  }
  if (end !== undefined) session.stop('other');
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

const voice = byId('voice');
voice.addEventListener('click', () => {
  session.speaker.setEnabled(!session.speaker.enabled);
  voice.setAttribute('aria-pressed', String(session.speaker.enabled));
});

// The state decides what the pause button offers, whoever paused.
const pauseButton = byId('pause');
new MutationObserver(() => {
  const paused = document.body.dataset.state === 'paused';
  pauseButton.dataset.on = String(!paused);
  setText(byId('pause-label'), paused ? 'Go on' : 'Pause');
}).observe(document.body, { attributeFilter: ['data-state'] });

document.addEventListener('keydown', (event) => {
  if (document.body.dataset.panel !== 'live' || stopDialog.open || event.target instanceof HTMLButtonElement) return;
  if (event.key === ' ') {
    event.preventDefault();
    togglePause();
  }
  if (event.key === 'Escape') askToStop();
});

describeHost();
chooseWords(query.get('source') === 'virtual_patient' ? 'virtual_patient' : 'camera');
