// "How bad was it?", 0 to 10, once after a set that was stopped because it hurt; and what is known of it here alone.

import { SetStore } from '../device/set_store';
import { isMereCopy, isTheirs, refreshExercise } from '../device/upload';
import { lastPerson } from '../offline/forget';
import { say } from '../words';

/** Where the answer goes. False: it could not be kept. */
export type Keep = (score: number) => Promise<boolean>;

export async function sendPain(address: string, score: number): Promise<boolean> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ score }),
  }).catch(() => null);
  return answer?.ok === true;
}

export function askForPain(form: HTMLFormElement, keep: Keep): void {
  form.onchange = () => void answer(form, keep);
}

async function answer(form: HTMLFormElement, keep: Keep): Promise<void> {
  const score = Number(new FormData(form).get('score'));
  const kept = await keep(score).catch(() => false);
  const said = form.querySelector('[data-pain-said]');
  if (said !== null) said.textContent = kept ? say('pain.noted', { score }) : say('pain.not_saved');
}

/** The page of a session. */
export function wirePain(root: ParentNode): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-pain-of]')) {
    const exercise = part.dataset.painOf ?? '';
    void refreshExercise(exercise);
    const form = part.querySelector<HTMLFormElement>('form[data-pain]');
    if (form === null) continue;
    askForPain(form, async (score) => {
      const kept = await sendPain(form.action, score);
      if (kept) void refreshExercise(exercise);
      return kept;
    });
  }
}

/** The exercise's page: the last set hurt, and the server does not have it yet. */
export async function showPainKeptHere(root: ParentNode): Promise<void> {
  for (const notice of root.querySelectorAll<HTMLElement>('[data-hurt]')) {
    const person = lastPerson(localStorage);
    const sets = (await (await SetStore.open()).all()).filter((set) => person === null || isTheirs(set, person));
    const last = sets.filter((set) => set.exercise === notice.dataset.hurt && set.ended !== null && !isMereCopy(set)).at(-1);
    if (last?.ended !== 'pain') continue;
    const fill = (place: string, words: string) => notice.querySelector(place)?.replaceChildren(words);
    fill('[data-hurt-score]', last.pain === undefined ? '' : say('pain.score', { score: last.pain }));
    fill('[data-hurt-when]', '');
    notice.hidden = false;
  }
}
