// Coaching on this device: pictures go to the engine's worker and nowhere else. One is worked on; of those that come
// meanwhile only the newest waits. The worker keeps the set's record as it goes.

import type { Request, ServerMessage } from '../live/protocol';
import type { Transport, TransportEvents } from '../live/transport';
import type { EngineWorker } from './engine_worker';
import type { SetDescription } from './messages';
import { say } from '../words';

const deadAfterMs = 8000;
/** Below four pictures a second no movement can be followed. */
const slowestMs = 250;
const judgedPictures = 24;
const slowText = say('device.too_slow');
const deadText = say('device.dead');

/** A page that goes on with a set starts above every sequence number that an earlier page can have used. */
const firstSequence = () => Math.floor(Date.now() / 20) % 0x7fffffff;

export interface DeviceOptions {
  set(): SetDescription;
  /** Go on with the set of that id rather than begin it. */
  resume: boolean;
}

export class DeviceTransport implements Transport {
  readonly place = 'device';
  private sequence = firstSequence();
  private running = false;
  private waiting: { video: HTMLVideoElement; t: number } | null = null;
  private busySince: number | null = null;
  private readonly workMs: number[] = [];
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly engine: EngineWorker,
    private readonly options: DeviceOptions,
    private readonly events: TransportEvents,
  ) {}

  connect(): void {
    this.events.onLink('connecting');
    this.engine.onMessage = (message) => this.receive(message);
    this.engine.onFailed = (text) => this.end(text);
    this.engine.send({ type: 'start', set: this.options.set(), resume: this.options.resume });
    this.watch = setInterval(() => this.checkAlive(), 1000);
  }

  get ready(): boolean {
    return this.running;
  }

  offer(video: HTMLVideoElement, t: number): void {
    if (!this.running) return;
    this.waiting = { video, t };
    void this.sendNewest();
  }

  send(message: Request): boolean {
    if (!this.running) return false;
    this.engine.send({ type: 'request', request: message });
    return true;
  }

  hurry(): void {}

  close(): void {
    this.running = false;
    this.waiting = null;
    clearInterval(this.watch);
    this.engine.onMessage = () => undefined;
    this.engine.onFailed = () => undefined;
    this.engine.stop();
  }

  private async sendNewest(): Promise<void> {
    if (this.busySince !== null || this.waiting === null) return;
    const { video, t } = this.waiting;
    this.waiting = null;
    this.busySince = performance.now();
    const picture = await takePicture(video);
    if (picture === null || !this.running) {
      picture?.close();
      this.busySince = null;
      return;
    }
    const { width, height } = this.options.set();
    this.sequence += 1;
    this.engine.send({ type: 'picture', sequence: this.sequence, t, picture, width, height }, [picture]);
  }

  private receive(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.running = true;
      this.busySince = null;
      this.events.onLink('open');
    }
    if (message.type === 'feedback' || message.type === 'error') this.answered();
    this.events.onMessage(message);
    if (message.type === 'feedback') void this.sendNewest();
  }

  private answered(): void {
    if (this.busySince !== null) this.workMs.push(performance.now() - this.busySince);
    this.busySince = null;
    if (this.workMs.length < judgedPictures) return;
    const median = [...this.workMs].sort((a, b) => a - b)[judgedPictures >> 1] ?? 0;
    this.workMs.length = 0;
    if (median > slowestMs) this.end(slowText);
  }

  private checkAlive(): void {
    if (document.hidden) this.busySince = null;
    else if (this.busySince !== null && performance.now() - this.busySince > deadAfterMs) this.end(deadText);
  }

  private end(text: string): void {
    this.close();
    this.events.onEnd('device-failed', text);
  }
}

/** The video's picture, to be handed over without a copy. Nothing while it has none. */
async function takePicture(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  try {
    if ('VideoFrame' in window) return new VideoFrame(video, { timestamp: 0 });
    return await createImageBitmap(video);
  } catch {
    return null;
  }
}
