// Device or server? The page decides at once by what it knows: what the person chose before, how fast this device was
// before. Of a device that it does not know it offers the server, and measures in the background; a device that proves
// fast enough is then proposed. What was shown as staying here never turns into the server by itself.

import { browserCanRunEngine, EngineWorker } from '../device/engine_worker';
import { keepForLater } from '../offline/register';
import { setText } from './dom';
import type { Place } from './transport';
import { say } from '../words';

/** Twelve pictures a second follow any exercise; what stays on the device need not travel. */
const fastEnoughMs = 80;
const placeKey = 'ezpt.place';
const speedKey = 'ezpt.speed';
/** A measurement beside other work says too little: of so many the fastest counts. */
const keptSpeeds = 5;

/** Where pictures should be looked at, when nobody chose. */
export function placeFor(msPerPicture: number | null): Place {
  return msPerPicture !== null && msPerPicture <= fastEnoughMs ? 'device' : 'server';
}

export type EngineState = 'loading' | 'ready' | 'none';

export function noteFor(state: EngineState, msPerPicture: number | null, place: Place): string {
  if (state === 'none') return say('place.cannot');
  if (msPerPicture === null) return say('place.finding_out');
  const rate = Math.min(30, Math.floor(1000 / msPerPicture));
  const measured = say('place.measured', { rate });
  if (placeFor(msPerPicture) === 'device') return measured;
  return `${measured} ${place === 'device' ? say('place.server_better') : say('place.server_faster')}`;
}

/** The fastest of what was measured in this browser; nothing where that is not known or not ours. */
export function fastestOf(text: string | null): number | null {
  const speeds = speedsOf(text);
  return speeds.length === 0 ? null : Math.min(...speeds);
}

function speedsOf(text: string | null): number[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number' && one > 0) : [];
  } catch {
    return [];
  }
}

/** A browser that keeps nothing finds out again next time. */
function tryStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

function remembered(): Place | null {
  return asPlace(tryStorage((storage) => storage.getItem(placeKey)));
}

function remember(place: Place): void {
  tryStorage((storage) => storage.setItem(placeKey, place));
}

function knownSpeed(): number | null {
  return fastestOf(tryStorage((storage) => storage.getItem(speedKey)));
}

function learnSpeed(msPerPicture: number): void {
  tryStorage((storage) => {
    const speeds = [...speedsOf(storage.getItem(speedKey)), Math.round(10 * msPerPicture) / 10];
    storage.setItem(speedKey, JSON.stringify(speeds.slice(-keptSpeeds)));
  });
}

function asPlace(text: string | null): Place | null {
  return text === 'device' || text === 'server' ? text : null;
}

export class Places {
  private engine: EngineWorker | null = null;
  private state: EngineState = 'none';
  private msPerPicture: number | null = null;
  private chosen: Place = 'server';
  /** The person has to say where: what the page showed cannot be kept. */
  private mustAsk = false;
  private touched = false;

  /** @param workerUrl  Empty: this server has no engine for browsers. @param asked  The place that the address asks for. */
  constructor(private readonly workerUrl: string, private readonly exercise: string, private readonly asked: string | null) {}

  get place(): Place {
    return this.chosen;
  }

  /** Whether this device could coach, as far as is known. */
  get mayHaveEngine(): boolean {
    return this.state !== 'none';
  }

  get hasEngine(): boolean {
    return this.state === 'ready';
  }

  /** Decides at once, so that the start buttons may be pressed; then measures. */
  async decide(): Promise<void> {
    const wanted = asPlace(this.asked) ?? remembered();
    this.state = this.workerUrl !== '' && browserCanRunEngine() ? 'loading' : 'none';
    this.msPerPicture = this.state === 'none' ? null : knownSpeed();
    const known = this.msPerPicture !== null;
    this.chosen = this.state === 'none' ? 'server' : (wanted ?? placeFor(this.msPerPicture));
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name="place"]')) {
      input.addEventListener('change', () => this.choose(input.value as Place));
    }
    this.show();
    if (this.state === 'none') return;
    const measured = await this.newEngine().measure(this.exercise);
    if (measured === null) return this.withoutEngine();
    this.state = 'ready';
    learnSpeed(measured);
    keepForLater('keep-engine');
    this.msPerPicture = knownSpeed() ?? measured;
    if (wanted === null && !known && !this.touched && stillAsking()) this.chosen = placeFor(this.msPerPicture);
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
    this.touched = true;
    this.mustAsk = false;
    remember(place);
    this.show();
  }

  private newEngine(): EngineWorker {
    this.engine = new EngineWorker(this.workerUrl);
    return this.engine;
  }

  /** It could not be loaded. Who was shown that the video stays here has to agree anew. */
  private withoutEngine(): void {
    this.engine?.stop();
    this.engine = null;
    this.state = 'none';
    this.msPerPicture = null;
    this.mustAsk = this.chosen === 'device' && stillAsking();
    this.show();
  }

  private show(): void {
    document.body.dataset.place = this.chosen;
    for (const element of document.querySelectorAll<HTMLElement>('[data-in]')) {
      element.hidden = this.mustAsk || element.dataset.in !== this.chosen;
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-ask]')) element.hidden = !this.mustAsk;
    for (const element of document.querySelectorAll<HTMLDetailsElement>('[data-details]')) element.open ||= this.mustAsk;
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name="place"]')) {
      input.checked = !this.mustAsk && input.value === this.chosen;
      input.disabled = input.value === 'device' && this.state === 'none';
    }
    for (const element of document.querySelectorAll('[data-measured]')) {
      setText(element, noteFor(this.state, this.msPerPicture, this.chosen));
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>('#panel-consent [data-start]')) {
      button.disabled = this.mustAsk;
    }
  }
}

/** The set has not begun: the person still reads where pictures will go. */
function stillAsking(): boolean {
  return document.body.dataset.panel === 'consent';
}
