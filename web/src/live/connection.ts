// The WebSocket of one session, over as many connections as it takes: when the network drops, it comes back to the
// same set with the resume token until the server says that it no longer can.

import { encodeFrame, parseMessage, type Hello, type Request, type Welcome } from './protocol';
import type { Ending, TransportEvents } from './transport';

export interface ConnectionOptions {
  url: string;
  protocol: number;
  hello(): Omit<Hello, 'resume'>;
  /** Token of a set that an earlier page of this tab began. */
  resume: string | null;
  openSocket?(url: string): WebSocket;
}

const firstKeepMs = 20_000;
const pressureBytes = 256 * 1024;
/** A network that vanished closes nothing: silence after a frame, or no welcome, for this long means that it is gone. */
const silenceMs = 5000;
const lost = 1006;

/** 0.5, 1, 2, 4, then 5 seconds. */
export function backoffMs(attempt: number): number {
  return Math.min(5000, 500 * 2 ** attempt);
}

/** What a closing code means; nothing where coming back may help. */
export function endingFor(code: number): Ending | null {
  switch (code) {
    case 4005: return 'busy';
    case 4006: return 'elsewhere';
    case 4001: case 4002: case 4003: case 4010: return 'refused';
    default: return null;
  }
}

export class Connection {
  private socket: WebSocket | null = null;
  private token: string | null;
  private welcomed = false;
  private attempt = 0;
  private lostAt: number | null = null;
  private keepMs = firstKeepMs;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private refusal = '';
  /** Since when an answer is owed. */
  private owedSince: number | null = null;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly events: TransportEvents,
  ) {
    this.token = options.resume;
  }

  connect(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.events.onLink(this.lostAt === null ? 'connecting' : 'lost');
    const open = this.options.openSocket ?? ((url: string) => new WebSocket(url));
    const socket = open(this.options.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.welcomed = false;
    this.owedSince = Date.now();
    clearInterval(this.watch);
    this.watch = setInterval(() => this.checkSilence(), 500);
    socket.onopen = () => this.sendHello(socket);
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code, event.reason);
    };
  }

  /** Comes back at once if it was waiting: the network has returned, or a person pressed something. */
  hurry(): void {
    if (this.lostAt !== null && this.socket === null) this.connect();
  }

  get ready(): boolean {
    return this.welcomed && this.socket !== null && this.socket.bufferedAmount < pressureBytes;
  }

  sendFrame(sequence: number, t: number, width: number, height: number, picture: ArrayBuffer): boolean {
    if (!this.ready) return false;
    this.socket?.send(encodeFrame(sequence, t, width, height, picture));
    this.owedSince ??= Date.now();
    return true;
  }

  /** False if it could not be said: there is no connection. */
  send(message: Request): boolean {
    if (!this.welcomed || this.socket === null) return false;
    this.socket.send(JSON.stringify(message));
    if (message.type === 'stop') this.owedSince ??= Date.now();  // the summary
    return true;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.socket?.close(1000);
    this.socket = null;
  }

  /** Drops the connection without waiting for the other end, which may be out of reach, and tries again. */
  private abandon(): void {
    const { socket } = this;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.lost(lost, '');
  }

  private checkSilence(): void {
    if (this.owedSince !== null && Date.now() - this.owedSince > silenceMs) this.abandon();
  }

  private sendHello(socket: WebSocket): void {
    const hello = { type: 'hello', protocol: this.options.protocol, ...this.options.hello(), resume: this.token };
    socket.send(JSON.stringify(hello));
  }

  private receive(data: unknown): void {
    const message = typeof data === 'string' ? parseMessage(data) : null;
    if (message === null || this.closed) return;
    this.owedSince = null;
    if (message.type === 'welcome') this.welcome(message);
    if (message.type === 'error' && message.fatal) this.refusal = message.text;
    this.events.onMessage(message);
  }

  private welcome(message: Welcome): void {
    this.token = message.resume_token;
    this.keepMs = message.keep_s * 1000;
    this.welcomed = true;
    this.attempt = 0;
    this.lostAt = null;
    this.events.onLink('open');
  }

  private lost(code: number, reason: string): void {
    this.socket = null;
    this.welcomed = false;
    this.owedSince = null;
    clearInterval(this.watch);
    if (this.closed) return;
    const ending = endingFor(code);
    if (ending !== null) return this.end(ending, this.refusal || reason);
    const now = Date.now();
    this.lostAt ??= now;
    if (now - this.lostAt > this.keepMs) return this.end('connection', this.refusal || reason);
    this.events.onLink('lost');
    this.timer = setTimeout(() => this.connect(), backoffMs(this.attempt));
    this.attempt += 1;
  }

  private end(ending: Ending, detail: string): void {
    this.closed = true;
    clearInterval(this.watch);
    this.events.onEnd(ending, detail);
  }
}
