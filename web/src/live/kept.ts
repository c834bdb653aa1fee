// What a set came to when the server does not have it yet: the engine's own summary.

import { byId, setText, showPanel } from './dom';
import type { Summary } from './protocol';

const settleAgainMs = 30_000;

export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** Shows it until `settle` finds that the server has the set, at that address. */
export function showUntilSettled(summary: Summary, settle: () => Promise<{ url: string } | null>): void {
  showKept(summary);
  const again = async () => {
    const settled = await settle();
    if (settled !== null) location.assign(settled.url);
  };
  window.addEventListener('online', () => void again());
  setInterval(() => void again(), settleAgainMs);
}

/** What was counted. */
export function showKept(summary: Summary): void {
  setText(byId('kept-count'), String(summary.count));
  setText(byId('kept-target'), `of ${summary.target}`);
  setText(byId('kept-duration'), durationText(summary.duration_s));
  byId('kept-notes').replaceChildren(...summary.notes.map(({ text }) => {
    const note = document.createElement('p');
    note.className = 'notice notice-warn';
    note.textContent = text;
    return note;
  }));
  byId('kept-hurt').hidden = summary.reason !== 'pain';
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
