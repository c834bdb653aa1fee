// Where the prescribed tempo would have the movement now: 0 at the start pose, 1 at its far end.

import type { Feedback } from './protocol';

export interface Tempo {
  out: number;
  pause: number;
  back: number;
}

export class TempoGuide {
  private phase: Feedback['phase'] = 'rest';
  private since = 0;

  constructor(private readonly tempo: Tempo) {}

  /** @param t  Capture time of the feedback, seconds. */
  at(phase: Feedback['phase'], t: number): number {
    if (phase !== this.phase) {
      this.phase = phase;
      this.since = t;
    }
    const share = (seconds: number) => (seconds > 0 ? Math.min(1, (t - this.since) / seconds) : 1);
    switch (phase) {
      case 'rest': return 0;
      case 'out': return share(this.tempo.out);
      case 'hold': return 1;
      case 'back': return 1 - share(this.tempo.back);
    }
  }
}
