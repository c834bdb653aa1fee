// A set's chunks on their way into the browser's store, in order. A chunk leaves the queue only when the store has it;
// until then it is tried again, with growing pauses, while pictures are being coached all the same. The server's
// RecordWriter does this for the sessions that it coaches.

export interface Patience {
  firstPauseMs: number;
  longestPauseMs: number;
  /** A chunk that waits longer is said to be late. */
  lateMs: number;
}

const usual: Patience = { firstPauseMs: 100, longestPauseMs: 2000, lateMs: 3000 };

export class RecordWriter {
  private readonly waiting: (() => Promise<void>)[] = [];
  private writing: Promise<void> | null = null;
  private late = false;

  /** @param onLate  Called with true when something waits for too long, with false when all of it is stored after all. */
  constructor(
    private readonly onLate: (late: boolean) => void,
    private readonly patience: Patience = usual,
  ) {}

  /** @param write  Resolves once it is durable; called again after it rejected. */
  append(write: () => Promise<void>): void {
    this.waiting.push(write);
    this.writing ??= this.writeAll();
  }

  /** True once all that was appended is stored, false after `patienceMs`. */
  async stored(patienceMs: number): Promise<boolean> {
    if (this.writing === null) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const outOfPatience = new Promise<false>((done) => (timer = setTimeout(() => done(false), patienceMs)));
    const all = await Promise.race([this.writing.then(() => true), outOfPatience]);
    clearTimeout(timer);
    return all;
  }

  /** The same for one who waits for an answer: an outage is waited for once and not with every chunk. */
  async storedIfPrompt(patienceMs: number): Promise<void> {
    if (!this.late) await this.stored(patienceMs);
  }

  private async writeAll(): Promise<void> {
    for (let write = this.waiting[0]; write !== undefined; write = this.waiting[0]) {
      await this.writeOne(write);
      this.waiting.shift();
    }
    this.writing = null;
    this.tell(false);
  }

  private async writeOne(write: () => Promise<void>): Promise<void> {
    const { firstPauseMs, longestPauseMs, lateMs } = this.patience;
    const timer = setTimeout(() => this.tell(true), lateMs);
    for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        await write();
        break;
      } catch (error) {
        if (pause === firstPauseMs) console.warn('not stored yet:', error);
        await new Promise((done) => setTimeout(done, pause));
      }
    }
    clearTimeout(timer);
  }

  private tell(late: boolean): void {
    if (this.late === late) return;
    this.late = late;
    this.onLate(late);
  }
}
