// When to send the next frame: when the last one has been answered. Only a network that is slower than the work keeps
// two under way, so that it is never empty; a queue never grows.

const answerTimeoutMs = 2000;
const slowNetworkMs = 60;
const smoothing = 0.2;

export class Pump {
  private readonly underWay = new Map<number, number>();
  private last: number;
  /** Time that answers spend on the network, smoothed. */
  private networkMs = 0;

  /** @param first  Sequence numbers go on from here: above all that the set has seen. */
  constructor(first: number) {
    this.last = first;
  }

  /** The next sequence number, or nothing while the line is full. */
  take(nowMs: number): number | null {
    for (const [sequence, sent] of this.underWay) {
      if (nowMs - sent > answerTimeoutMs) this.underWay.delete(sequence);
    }
    if (this.underWay.size >= (this.networkMs > slowNetworkMs ? 2 : 1)) return null;
    this.last += 1;
    this.underWay.set(this.last, nowMs);
    return this.last;
  }

  /**
   * An answer to one frame also settles the older ones, which it replaced.
   * @param workMs  What of the time the other end spent on it.
   */
  answered(sequence: number, nowMs: number, workMs: number): void {
    const sent = this.underWay.get(sequence);
    if (sent !== undefined) this.networkMs += smoothing * (Math.max(0, nowMs - sent - workMs) - this.networkMs);
    for (const key of this.underWay.keys()) if (key <= sequence) this.underWay.delete(key);
  }

  /** The connection is new, or the server refused a frame: nothing is under way. */
  clear(): void {
    this.underWay.clear();
  }
}
