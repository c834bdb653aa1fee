// When to send the next frame. At most two unanswered ones are under way, so that the network is never empty and a
// queue never grows; what comes while both are out is simply not taken, and the next one taken is the newest.

const maxUnderWay = 2;
const answerTimeoutMs = 2000;

export class Pump {
  private readonly underWay = new Map<number, number>();
  private last: number;

  /** @param first  Sequence numbers go on from here: above all that the set has seen. */
  constructor(first: number) {
    this.last = first;
  }

  /** The next sequence number, or nothing while the line is full. */
  take(nowMs: number): number | null {
    for (const [sequence, sent] of this.underWay) {
      if (nowMs - sent > answerTimeoutMs) this.underWay.delete(sequence);
    }
    if (this.underWay.size >= maxUnderWay) return null;
    this.last += 1;
    this.underWay.set(this.last, nowMs);
    return this.last;
  }

  /** An answer to one frame also settles the older ones, which it replaced. */
  answered(sequence: number): void {
    for (const key of this.underWay.keys()) if (key <= sequence) this.underWay.delete(key);
  }

  /** The connection is new, or the server refused a frame: nothing is under way. */
  clear(): void {
    this.underWay.clear();
  }
}
