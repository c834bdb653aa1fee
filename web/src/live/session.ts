// One live session: source, connection, picture, words and voice brought together. What the movement means is decided
// by the server; this decides when to send a frame and what to show.

import { Capture, type Problem } from './capture';
import { spoken } from './captions';
import { byId, setText, showPanel } from './dom';
import { Overlay } from './overlay';
import { showProblem } from './problems';
import type { Feedback, ServerMessage, SourceKind, StopReason, Summary, Welcome } from './protocol';
import { Pump } from './pump';
import { Readout } from './readout';
import { forgetUnfinished, loadUnfinished, saveUnfinished } from './resume';
import { browserVoice, Speaker } from './speech';
import { Transport, type Ending, type Link } from './transport';
import { WakeLock } from './wake_lock';

export interface SessionConfig {
  exercise: string;
  side: string | null;
  language: string;
  socketUrl: string;
  protocol: number;
  filmUrl(): string;
}

const greeting = 'Step back until I can see all of you.';
const saveEveryMs = 5000;
const goodbyeMs = 1500;
const summaryMs = 3000;
/** A note can be read before the next picture's answer takes it away. */
const noteMs = 4000;
/** A page that goes on with a set starts above every sequence number that an earlier page can have used. */
const firstSequence = () => Math.floor(Date.now() / 20) % 0x7fffffff;

export class LiveSession {
  private readonly readout = new Readout();
  private readonly overlay = new Overlay(byId<HTMLCanvasElement>('overlay'));
  private readonly video = byId<HTMLVideoElement>('video');
  private readonly wakeLock = new WakeLock();
  private readonly pump = new Pump(firstSequence());
  private readonly capture = new Capture(this.video, () => void this.frame(), () => this.cameraStopped());
  readonly speaker: Speaker;
  private transport: Transport | null = null;
  private kind: SourceKind = 'camera';
  private token: { value: string; keepMs: number } | null = null;
  private savedAt = 0;
  private notedAt = 0;
  private opening = false;
  private encoding = false;
  private stopping: StopReason | null = null;
  private pausedByPage = false;
  private last: Feedback | null = null;

  constructor(private readonly config: SessionConfig) {
    this.speaker = new Speaker(browserVoice(config.language));
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    window.addEventListener('online', () => this.transport?.hurry());
    window.addEventListener('pagehide', () => this.remember());
  }

  /** From a tap: browsers allow the voice, and some the film, only then. Opens again after a problem, too. */
  async start(kind: SourceKind | 'same'): Promise<void> {
    if (this.opening) return;
    if (kind !== 'same') this.kind = kind;
    setText(byId('opening-text'), this.kind === 'camera' ? 'Opening the camera…' : 'Calling the virtual patient…');
    showPanel('opening');
    this.speaker.unlock(greeting);
    this.opening = true;
    const problem = await this.capture.open(this.kind, this.config.filmUrl());
    this.opening = false;
    if (problem !== null) return this.fail(problem, '');
    this.shapeFrame();
    this.wakeLock.hold();
    if (this.transport === null) this.connect();
    else if (this.transport.ready) this.resumeLive();
  }

  pause(): void {
    this.transport?.send({ type: 'pause' });
  }

  goOn(): void {
    this.transport?.send({ type: 'resume' });
  }

  skipRest(): void {
    this.transport?.send({ type: 'skip_rest' });
  }

  get state(): Feedback['state'] | null {
    return this.last?.state ?? null;
  }

  /** The set is over. Without a connection the server sums it up from what it has: the list of sessions shows it. */
  stop(reason: StopReason): void {
    this.stopping = reason;
    this.readout.say('Saving…');
    if (this.transport?.send({ type: 'stop', reason }) === true) return;
    this.leave('/sessions');
  }

  private connect(): void {
    const { config } = this;
    this.transport = new Transport(
      {
        url: config.socketUrl,
        protocol: config.protocol,
        resume: this.token?.value ?? loadUnfinished(config.exercise),
        hello: () => ({
          exercise: config.exercise,
          side: config.side,
          language: config.language,
          view: this.capture.size,
          source: this.kind,
        }),
      },
      {
        onLink: (link) => this.linkChanged(link),
        onMessage: (message) => this.receive(message),
        onEnd: (ending, detail) => this.ended(ending, detail),
      },
    );
    this.transport.connect();
  }

  private async frame(): Promise<void> {
    const { transport } = this;
    if (transport === null || !transport.ready || this.encoding || document.hidden) return;
    const sequence = this.pump.take(performance.now());
    if (sequence === null) return;
    this.encoding = true;
    const picture = await this.capture.grab().catch(() => null);
    this.encoding = false;
    const sent = picture !== null && transport.sendFrame(sequence, picture.t, picture.width, picture.height, picture.bytes);
    if (!sent) this.pump.answered(sequence);
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome': return this.welcome(message);
      case 'feedback': return this.feedback(message);
      case 'summary': return this.summary(message);
      case 'error': return this.pump.clear();
      case 'busy':
        if (message.scope === 'frame') this.note(message.text);
        return;
    }
  }

  private welcome(message: Welcome): void {
    this.token = { value: message.resume_token, keepMs: message.keep_s * 1000 };
    this.remember();
    this.pump.clear();
    this.readout.begin(message);
    if (message.resume_failed !== null) this.note(message.resume_failed);
    if (this.stopping !== null) this.stop(this.stopping);
    else this.resumeLive();
  }

  private resumeLive(): void {
    showPanel('live');
    byId('pause').focus({ preventScroll: true });  // the keyboard's place is where the tap's was
    this.shapeFrame();
    if (this.pausedByPage && !document.hidden) {
      this.pausedByPage = false;
      this.goOn();
    }
  }

  private feedback(message: Feedback): void {
    this.pump.answered(message.sequence);
    this.last = message;
    if (this.stopping !== null) return;
    if (performance.now() - this.notedAt > noteMs) this.note('');
    this.readout.show(message);
    this.overlay.draw(message);
    const words = spoken(message);
    if (words !== null) this.speaker.say(words.text, words.urgency);
    if (performance.now() - this.savedAt > saveEveryMs) this.remember();
    if (message.state === 'done') this.finish();
  }

  /** The dose is reached and the summary on its way; should it not come, it is asked for. */
  private finish(): void {
    if (this.stopping !== null) return;
    this.stopping = 'done';
    setTimeout(() => {
      if (this.transport !== null) this.stop('done');
    }, summaryMs);
  }

  private summary(message: Summary): void {
    this.transport?.close();
    this.transport = null;
    setTimeout(() => this.leave(message.url), goodbyeMs);
  }

  private leave(url: string): void {
    forgetUnfinished(this.config.exercise);
    this.token = null;
    this.capture.close();
    this.wakeLock.release();
    location.assign(url);
  }

  private linkChanged(link: Link): void {
    const status = byId('connection');
    const words = { connecting: 'Connecting…', open: 'Connected', lost: 'Reconnecting… your count is kept' };
    status.classList.toggle('is-away', link === 'lost');
    setText(status, words[link]);
    if (link !== 'open') this.overlay.clear();
  }

  private ended(ending: Ending, detail: string): void {
    this.transport = null;
    if (ending !== 'busy') this.token = null;
    if (ending === 'refused' || ending === 'elsewhere') forgetUnfinished(this.config.exercise);
    this.fail(ending, detail);
  }

  private cameraStopped(): void {
    if (this.stopping !== null) return;
    this.pausedByPage = this.transport?.send({ type: 'pause' }) ?? false;
    this.fail(this.kind === 'camera' ? 'camera-stopped' : 'no-video', '');
  }

  private fail(problem: Problem, detail: string): void {
    this.capture.close();
    this.wakeLock.release();
    this.speaker.silence();
    showProblem(problem, detail);
  }

  private visibilityChanged(): void {
    if (this.transport === null || this.stopping !== null) return;
    if (document.hidden) {
      this.pausedByPage = this.state === 'active' && this.transport.send({ type: 'pause' });
    } else if (this.pausedByPage && document.body.dataset.panel === 'live') {
      this.pausedByPage = false;
      this.goOn();
    }
  }

  private remember(): void {
    if (this.token === null) return;
    this.savedAt = performance.now();
    saveUnfinished(this.config.exercise, this.token.value, this.token.keepMs);
  }

  private shapeFrame(): void {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth > 0) byId('frame').style.setProperty('--frame-ratio', (videoWidth / videoHeight).toFixed(4));
  }

  private note(text: string): void {
    const note = byId('stage-note');
    this.notedAt = performance.now();
    setText(note, text);
    note.hidden = text === '';
  }
}
