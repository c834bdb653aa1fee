// The mirrored picture and what lies over it: skeleton and arc, notes, and how late all this is.

import { captureClock } from './capture';
import { byId, setText } from './dom';
import { Latency, type LatencyFigures } from './latency';
import { Overlay } from './overlay';
import type { Feedback } from './protocol';

/** A note can be read before the next picture's answer takes it away. */
const noteMs = 4000;
const latencyShownMs = 1000;

export class Stage {
  readonly video = byId<HTMLVideoElement>('video');
  private readonly overlay = new Overlay(byId<HTMLCanvasElement>('overlay'));
  private readonly latency = new Latency();
  private notedAt = 0;
  /** What is shown again when another note has passed. */
  private standing = '';
  private latencyShownAt = 0;

  /** Gives the frame the video's shape. */
  shape(): void {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth > 0) byId('frame').style.setProperty('--frame-ratio', (videoWidth / videoHeight).toFixed(4));
  }

  draw(message: Feedback): void {
    if (performance.now() - this.notedAt > noteMs) this.note(this.standing);
    this.overlay.draw(message);
    requestAnimationFrame(() => this.drawn(message.t));
  }

  clear(): void {
    this.overlay.clear();
  }

  /** Shows it whenever no other note is shown, until it is replaced. */
  keepNote(text: string): void {
    this.standing = text;
  }

  note(text: string): void {
    const note = byId('stage-note');
    this.notedAt = performance.now();
    setText(note, text);
    note.hidden = text === '';
  }

  /** From capture to drawing, over the whole set. */
  figures(place: string): LatencyFigures | null {
    return this.latency.figures(place);
  }

  private drawn(t: number): void {
    this.latency.record(1000 * (captureClock() - t));
    const now = performance.now();
    if (now - this.latencyShownAt < latencyShownMs) return;
    this.latencyShownAt = now;
    setText(byId('latency'), `${Math.round(this.latency.now ?? 0)} ms`);
  }
}
