// What is said aloud: chosen in a small dialog, kept in this browser, tried before the start.

import { byId } from './dom';
import { choices, everything, type Chosen } from './sayings';
import type { Speaker, Voice } from './speech';
import { say } from '../words';

const storageKey = 'ezpt.voice';
const sample = say('voice.sample');

interface Kept extends Chosen {
  on: boolean;
}

/** What was kept, and the rest as at first. */
export function readChosen(text: string | null): Kept {
  const kept: Kept = { on: true, ...everything };
  try {
    const value = JSON.parse(text ?? 'null') as Record<string, unknown> | null;
    for (const key of ['on', ...choices] as const) {
      if (typeof value?.[key] === 'boolean') kept[key] = value[key];
    }
  } catch {
    // Not ours.
  }
  return kept;
}

function stored(): Kept {
  try {
    return readChosen(localStorage.getItem(storageKey));
  } catch {
    return readChosen(null);  // A browser that keeps nothing asks again next time.
  }
}

function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

export class VoiceSettings {
  private readonly kept = stored();

  constructor(private readonly speaker: Speaker, private readonly voice: Voice | null, private readonly language: string) {
    speaker.setEnabled(this.kept.on);
  }

  get chosen(): Chosen {
    return this.kept;
  }

  wire(): void {
    const dialog = byId<HTMLDialogElement>('voice-dialog');
    byId('voice-settings').addEventListener('click', () => dialog.showModal());
    byId('voice-done').addEventListener('click', () => dialog.close());
    byId('voice').addEventListener('click', () => this.set('on', !this.kept.on));
    for (const button of document.querySelectorAll('[data-voice-test]')) button.addEventListener('click', () => this.test());
    for (const input of dialog.querySelectorAll<HTMLInputElement>('[data-say]')) {
      input.addEventListener('change', () => this.set(input.dataset.say as keyof Kept, input.checked));
    }
    this.voice?.watch(() => this.show(true));
    this.show(this.voice === null);
  }

  private set(key: keyof Kept, value: boolean): void {
    this.kept[key] = value;
    if (key === 'on') this.speaker.setEnabled(value);
    try {
      localStorage.setItem(storageKey, JSON.stringify(this.kept));
    } catch {
      // It holds until the page is left.
    }
    this.show(true);
  }

  /** Heard even where the voice is off: who tests it wants it. */
  private test(): void {
    if (!this.kept.on) this.set('on', true);
    this.speaker.unlock();
    this.speaker.silence();
    this.speaker.say({ text: sample, rank: 'told' });
  }

  /** @param known  Whether the device has had the time to name its voices. */
  private show(known: boolean): void {
    byId('voice').setAttribute('aria-pressed', String(this.kept.on));
    for (const input of document.querySelectorAll<HTMLInputElement>('[data-say]')) {
      input.checked = this.kept[input.dataset.say as keyof Kept];
      input.disabled = input.dataset.say !== 'on' && !this.kept.on;
    }
    const missing = known && this.voice?.available !== true;
    for (const line of document.querySelectorAll<HTMLElement>('[data-no-voice]')) {
      line.hidden = !missing;
      line.textContent = say('voice.none', { language: languageName(this.language) });
    }
    for (const button of document.querySelectorAll<HTMLElement>('[data-voice-test]')) button.hidden = missing;
  }
}
