// One voice, one sentence at a time, and nothing about the past. What cannot be said at once waits for as long as it is
// still true, and only the newest of its rank does: a count that would come late is left out. What harms interrupts,
// and praise gives way to everything. Browsers let a page speak only after a tap: `unlock` is called from it.

/** How much a sentence matters, the most first. */
export type Rank = 'harm' | 'told' | 'cue' | 'moment' | 'praise';

export interface Sentence {
  text: string;
  rank: Rank;
}

export interface Voice {
  /** Whether the device can speak the language. */
  readonly available: boolean;
  unlock(): void;
  speak(text: string, done: () => void): void;
  cancel(): void;
  /** Calls back when `available` is known, or changes. */
  watch(changed: () => void): void;
}

const order: Rank[] = ['harm', 'told', 'cue', 'moment', 'praise'];
/** How long a sentence may wait and still be about now. */
export const freshMs: Record<Rank, number> = { harm: 1500, told: 4000, cue: 2500, moment: 700, praise: 1500 };

function interrupts(next: Rank, current: Rank): boolean {
  return (next === 'harm' && current !== 'harm') || (current === 'praise' && next !== 'praise');
}

export class Speaker {
  private current: Rank | null = null;
  private waiting: { sentence: Sentence; since: number }[] = [];
  private unlocked = false;
  private on = true;

  constructor(private readonly voice: Voice | null, private readonly now: () => number = () => performance.now()) {}

  get enabled(): boolean {
    return this.on;
  }

  /** Whether a sentence would be heard. */
  get audible(): boolean {
    return this.on && this.voice?.available === true;
  }

  unlock(): void {
    this.unlocked = true;
    this.voice?.unlock();
  }

  setEnabled(on: boolean): void {
    this.on = on;
    if (!on) this.silence();
  }

  say(sentence: Sentence): void {
    if (!this.audible || !this.unlocked || sentence.text === '') return;
    if (this.current !== null && !interrupts(sentence.rank, this.current)) {
      this.waiting = this.waiting.filter((other) => other.sentence.rank !== sentence.rank);
      this.waiting.push({ sentence, since: this.now() });
      return;
    }
    if (this.current !== null) this.voice?.cancel();
    this.speak(sentence);
  }

  silence(): void {
    this.waiting = [];
    this.current = null;
    this.voice?.cancel();
  }

  private speak(sentence: Sentence): void {
    this.current = sentence.rank;
    this.voice?.speak(sentence.text, () => this.finished());
  }

  private finished(): void {
    this.current = null;
    const now = this.now();
    this.waiting = this.waiting.filter(({ sentence, since }) => now - since <= freshMs[sentence.rank]);
    const next = order.flatMap((rank) => this.waiting.filter(({ sentence }) => sentence.rank === rank))[0];
    if (next === undefined) return;
    this.waiting = this.waiting.filter((other) => other !== next);
    this.speak(next.sentence);
  }
}
