// What a set came to when the server does not have it yet: the engine's own summary.

import { SetStore } from '../device/set_store';
import { askForPain, sendPain } from '../safety/pain';
import { byId, setText, showPanel } from './dom';
import type { Summary } from './protocol';
import { say } from '../words';

/** The server's session and its address, once the server has the set. */
export type Settle = () => Promise<{ session: string; url: string } | null>;

const settleAgainMs = 30_000;

export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** Shows it until `settle` finds that the server has the set, at that address. */
export function showUntilSettled(summary: Summary, settle: Settle): void {
  showKept(summary, settle);
  const again = async () => {
    const settled = await settle();
    if (settled !== null) location.assign(settled.url);
  };
  window.addEventListener('online', () => void again());
  setInterval(() => void again(), settleAgainMs);
}

/** What the page says itself where it hurt is not said twice. */
function notesOf({ notes }: Summary): Summary['notes'] {
  return notes.filter(({ id }) => id !== 'after_pain');
}

/** Kept with the set, which brings it to the server; where the set went up meanwhile, sent after it. */
async function keepPain(set: string, score: number, settle: Settle): Promise<boolean> {
  if (await (await SetStore.open()).change(set, { pain: score })) return true;
  const there = await settle();
  return there !== null && sendPain(`/api/sessions/${there.session}/pain`, score);
}

/** Nothing is praised, and nobody is invited to do it again. */
function showPain({ reason, session }: Summary, settle: Settle): void {
  const hurt = reason === 'pain';
  byId('kept-hurt').hidden = !hurt;
  byId('kept-again').hidden = hurt;
  if (!hurt) return;
  setText(byId('kept-title'), say('session.stopped_because_it_hurt'));
  askForPain(byId<HTMLFormElement>('kept-pain'), (score) => keepPain(session, score, settle));
}

/** What was counted. */
export function showKept(summary: Summary, settle: Settle): void {
  setText(byId('kept-count'), String(summary.count));
  setText(byId('kept-target'), say('session.of_target', { target: summary.target }));
  setText(byId('kept-duration'), durationText(summary.duration_s));
  byId('kept-notes').replaceChildren(...notesOf(summary).map(({ text }) => {
    const note = document.createElement('p');
    note.className = 'notice notice-warn';
    note.textContent = text;
    return note;
  }));
  showPain(summary, settle);
  const list = byId('kept-faults');
  list.replaceChildren(...summary.faults.map(({ name, count }) => {
    const line = document.createElement('li');
    line.className = 'fault';
    const title = document.createElement('strong');
    title.textContent = name;
    const times = document.createElement('span');
    times.className = 'fault-count';
    times.textContent = `${count}×`;
    line.append(title, times);
    return line;
  }));
  list.hidden = summary.faults.length === 0;
  showPanel('kept');
  byId('panel-kept').focus();
}
