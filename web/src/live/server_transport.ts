// Coaching by the server: pictures go up as JPEG, one at a time and as fast as answers come back; what comes meanwhile
// is not queued, only the newest picture waits.

import { Connection, type ConnectionOptions } from './connection';
import { detailFor, type Box } from './framing';
import { JpegEncoder } from './jpeg';
import type { Feedback, Request, ServerMessage } from './protocol';
import { Pump } from './pump';
import type { Transport, TransportEvents } from './transport';

/** A page that goes on with a set starts above every sequence number that an earlier page can have used. */
const firstSequence = () => Math.floor(Date.now() / 20) % 0x7fffffff;

export class ServerTransport implements Transport {
  readonly place = 'server';
  private connection: Connection | null = null;
  private closed = false;
  private readonly pump = new Pump(firstSequence());
  private readonly encoder = new JpegEncoder();
  private encoding = false;
  private waiting: { video: HTMLVideoElement; t: number } | null = null;
  private detail: Box | null = null;

  /** @param resume  The token of the set to go on with; it may have to be brought to the server first. */
  constructor(
    private readonly options: Omit<ConnectionOptions, 'resume'>,
    private readonly resume: () => Promise<string | null>,
    private readonly events: TransportEvents,
  ) {}

  connect(): void {
    this.events.onLink('connecting');
    this.resume().then((token) => this.open(token), () => this.closed || this.events.onEnd('connection', ''));
  }

  private open(resume: string | null): void {
    if (this.closed) return;
    const events = { ...this.events, onMessage: (message: ServerMessage) => this.receive(message) };
    this.connection = new Connection({ ...this.options, resume }, events);
    this.connection.connect();
  }

  get ready(): boolean {
    return this.connection?.ready === true;
  }

  offer(video: HTMLVideoElement, t: number): void {
    if (!this.ready) return;
    this.waiting = { video, t };
    void this.sendNewest();
  }

  send(message: Request): boolean {
    return this.connection?.send(message) === true;
  }

  hurry(): void {
    this.connection?.hurry();
  }

  close(): void {
    this.closed = true;
    this.waiting = null;
    this.connection?.close();
  }

  private async sendNewest(): Promise<void> {
    if (this.encoding || this.waiting === null) return;
    const sequence = this.pump.take(performance.now());
    if (sequence === null) return;
    const { video, t } = this.waiting;
    this.waiting = null;
    this.encoding = true;
    const picture = await this.encoder.encode(video, this.detail).catch(() => null);
    this.encoding = false;
    const sent = picture !== null && this.connection?.sendFrame(sequence, t, picture.width, picture.height, picture.bytes) === true;
    if (!sent) this.pump.answered(sequence, performance.now(), 0);
    else void this.sendNewest();
  }

  private receive(message: ServerMessage): void {
    if (message.type === 'welcome' || message.type === 'error') this.pump.clear();
    if (message.type === 'feedback') this.answered(message);
    this.events.onMessage(message);
  }

  private answered(message: Feedback): void {
    this.pump.answered(message.sequence, performance.now(), message.server?.latency_ms ?? 0);
    this.detail = detailFor(message);
    void this.sendNewest();
  }
}
