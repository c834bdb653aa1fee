// Device or server? Half a second of work tells what this device can do; the person may choose otherwise. The page's
// words follow: before the camera opens they say where pictures will go.

import { browserCanRunEngine, EngineWorker } from '../device/engine_worker';
import { keepForLater } from '../offline/register';
import type { Place } from './transport';

/** Twelve pictures a second follow any exercise; what stays on the device need not travel. */
const fastEnoughMs = 80;
const storageKey = 'ezpt.place';

/** Where pictures should be looked at, when nobody chose. */
export function placeFor(msPerPicture: number | null): Place {
  return msPerPicture !== null && msPerPicture <= fastEnoughMs ? 'device' : 'server';
}

export function noteFor(msPerPicture: number | null, place: Place): string {
  if (msPerPicture === null) return '';
  const rate = Math.min(30, Math.floor(1000 / msPerPicture));
  const measured = `Measured: this device can look at ${rate} pictures a second.`;
  if (placeFor(msPerPicture) === 'device') return measured;
  return place === 'device' ? `${measured} The server would follow you better.` : `${measured} The server is faster.`;
}

function remembered(): Place | null {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'device' || value === 'server' ? value : null;
  } catch {
    return null;
  }
}

function remember(place: Place): void {
  try {
    localStorage.setItem(storageKey, place);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function asPlace(text: string | null): Place | null {
  return text === 'device' || text === 'server' ? text : null;
}

export class Places {
  private engine: EngineWorker | null = null;
  private msPerPicture: number | null = null;
  private chosen: Place = 'server';
  private decided = false;

  /** @param workerUrl  Empty: this server has no engine for browsers. @param asked  The place that the address asks for. */
  constructor(private readonly workerUrl: string, private readonly exercise: string, private readonly asked: string | null) {}

  get place(): Place {
    return this.chosen;
  }

  /** Whether this device could coach. */
  get hasEngine(): boolean {
    return this.msPerPicture !== null;
  }

  /** Measures and decides; then, and not before, the start buttons may be pressed. */
  async decide(): Promise<void> {
    this.show();
    if (this.workerUrl !== '' && browserCanRunEngine()) this.msPerPicture = await this.newEngine().measure(this.exercise);
    if (this.msPerPicture === null) this.dropEngine();
    else keepForLater('keep-engine');
    const wanted = asPlace(this.asked) ?? remembered() ?? placeFor(this.msPerPicture);
    this.chosen = this.msPerPicture === null ? 'server' : wanted;
    this.decided = true;
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name="place"]')) {
      input.checked = input.value === this.chosen;
      input.addEventListener('change', () => this.choose(input.value as Place));
    }
    this.show();
  }

  /** The engine, started if an earlier one ended. */
  takeEngine(): EngineWorker {
    const engine = this.engine ?? new EngineWorker(this.workerUrl);
    this.engine = null;
    return engine;
  }

  choose(place: Place): void {
    this.chosen = place;
    remember(place);
    this.show();
  }

  private newEngine(): EngineWorker {
    this.engine = new EngineWorker(this.workerUrl);
    return this.engine;
  }

  private dropEngine(): void {
    this.engine?.stop();
    this.engine = null;
  }

  private show(): void {
    const { body } = document;
    body.dataset.place = this.decided ? this.chosen : 'deciding';
    for (const element of document.querySelectorAll<HTMLElement>('[data-in]')) {
      element.hidden = !this.decided || element.dataset.in !== this.chosen;
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-deciding]')) element.hidden = this.decided;
    for (const element of document.querySelectorAll<HTMLElement>('[data-choice]')) {
      element.hidden = !this.decided || this.msPerPicture === null;
    }
    for (const element of document.querySelectorAll('[data-measured]')) {
      element.textContent = noteFor(this.msPerPicture, this.chosen);
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>('#panel-consent [data-start]')) {
      button.disabled = !this.decided;
    }
  }
}
