// The sets that are kept on this device until the server has them: listed where the page has room for them, uploaded
// whenever there is a network.

import { SetStore, type KeptSet } from '../device/set_store';
import { isComplete, isMereCopy, isTheirs, uploadAll } from '../device/upload';
import { lastPerson } from './forget';
import { localeFor, localTime } from '../pages/local_time';
import { showName } from '../pages/names';
import { say } from '../words';

const againMs = 60_000;

function line(set: KeptSet, now: Date): HTMLLIElement {
  const item = document.createElement('li');
  item.className = 'kept-set';
  const name = document.createElement('strong');
  showName(set.exercise, (words) => {
    name.textContent = words;
  });
  const when = document.createElement('span');
  when.textContent = localTime(new Date(set.startedMs), now, localeFor(document.documentElement.lang, navigator.languages));
  const count = document.createElement('span');
  count.textContent = set.summary === null ? say('kept.cut_off') : say('kept.count_of', { count: set.summary.count, target: set.summary.target });
  item.append(name, when, count);
  return item;
}

async function list(root: ParentNode): Promise<number> {
  const person = lastPerson(localStorage);
  const isShown = (set: KeptSet) => isComplete(set, Date.now()) && !isMereCopy(set) && (person === null || isTheirs(set, person));
  const sets = (await (await SetStore.open()).all()).filter(isShown);
  for (const place of root.querySelectorAll<HTMLElement>('[data-kept]')) {
    place.hidden = sets.length === 0;
    place.querySelector('ul')?.replaceChildren(...sets.map((set) => line(set, new Date())));
  }
  return sets.length;
}

async function refresh(root: ParentNode): Promise<void> {
  const waiting = await list(root);
  const uploaded = await uploadAll();
  if (waiting === 0) return;
  await list(root);
  // The server's own list, where it is shown, is older than what it has just been given.
  if (uploaded > 0 && document.body.classList.contains('page-sessions')) location.reload();
}

export async function showKeptSets(root: ParentNode): Promise<void> {
  if (!('indexedDB' in window)) return;
  const run = () => refresh(root).catch((error: unknown) => console.info('kept sets:', error));
  window.addEventListener('online', () => void run());
  setInterval(() => void run(), againMs);
  await run();
}
