// One live session: source, transport, picture, words and voice brought together. What the movement means is decided
// by the engine, on the server or in this browser; this decides what to show.

import type { PersonalLimit } from '../safety/personal_limit';
import { Capture, type Problem } from './capture';
import { browserVoice } from './browser_voice';
import { byId, setText, showPanel } from './dom';
import { showKept, showUntilSettled } from './kept';
import { keepLatency, type LatencyFigures } from './latency';
import { LinkWatch } from './link_watch';
import { Narrator } from './narrator';
import { OwnPause } from './own_pause';
import { showProblem } from './problems';
import type { Feedback, ServerMessage, SourceKind, StopReason, Summary, Welcome } from './protocol';
import { Readout } from './readout';
import { SetToken } from './resume';
import { sayingsOf } from './sayings';
import { Speaker } from './speech';
import { Stage } from './stage';
import type { Ending, Link, Place, Transport, TransportEvents } from './transport';
import { VoiceSettings } from './voice_settings';
import { WakeLock } from './wake_lock';
import { say } from '../words';

/** What a transport needs to begin a set, or to go on with one. */
export interface SetRequest {
  exercise: string;
  side: string | null;
  language: string;
  limit: PersonalLimit | null;
  source: SourceKind;
  size(): { width: number; height: number };
  /** Of the set that an earlier page of this tab began. */
  resume: string | null;
}

export interface SessionConfig {
  exercise: string;
  side: string | null;
  language: string;
  limit: PersonalLimit | null;
  filmUrl(): string;
  transport(place: Place, request: SetRequest, events: TransportEvents): Transport;
  /** This device's copy of the set that the server coaches is the set from now on: its token. Nothing where there is none. */
  takeOver(): Promise<string | null>;
  /** A set that was coached on this device is over: its address once the server has it, else nothing. */
  settle(id: string): Promise<{ session: string; url: string } | null>;
}

const greeting = say('session.greeting');
const serverSilent = say('session.server_silent');
const goesOnHere = say('session.goes_on_here');
const goodbyeMs = 1500;
const unsavedMs = 6000;
const summaryMs = 3000;

export class LiveSession {
  private readonly readout = new Readout();
  private readonly stage = new Stage();
  private readonly wakeLock = new WakeLock();
  private readonly link = new LinkWatch(() => this.tellOfSilence(), () => void this.outOfReach());
  private readonly ownPause = new OwnPause(() => this.transport?.send({ type: 'pause' }) ?? false, () => this.goOn());
  private readonly token: SetToken;
  private readonly capture = new Capture(this.stage.video, (t) => this.picture(t), () => this.cameraStopped());
  readonly speaker: Speaker;
  private readonly narrator: Narrator;
  private readonly voiceSettings: VoiceSettings;
  private transport: Transport | null = null;
  private place: Place = 'server';
  private kind: SourceKind = 'camera';
  /** The set under way, by the id of who coaches it. */
  private session: string | null = null;
  private opening = false;
  private stopping: StopReason | null = null;
  /** Of a set that is over and that this browser could not store yet. */
  private unsaved: Summary | null = null;
  private last: Feedback | null = null;

  constructor(private readonly config: SessionConfig) {
    this.token = new SetToken(config.exercise);
    const voice = browserVoice(config.language);
    this.speaker = new Speaker(voice);
    this.narrator = new Narrator(this.speaker);
    this.voiceSettings = new VoiceSettings(this.speaker, voice, config.language);
    this.voiceSettings.wire();
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    window.addEventListener('online', () => this.transport?.hurry());
    window.addEventListener('pagehide', () => this.token.save());
  }

  /** From a tap: browsers allow the voice, and some the film, only then. Opens again after a problem, too. */
  async start(kind: SourceKind | 'same', place: Place | 'same' = 'same'): Promise<void> {
    if (this.opening) return;
    if (kind !== 'same') this.kind = kind;
    this.token.source = this.kind;
    if (this.transport === null) {  // a set under way stays where it is
      if (place !== 'same') this.place = place;
      this.stopping = null;
    }
    setText(byId('opening-text'), this.kind === 'camera' ? say('session.opening_camera') : say('session.calling_virtual_patient'));
    showPanel('opening');
    this.speaker.unlock();
    this.opening = true;
    const problem = await this.capture.open(this.kind, this.config.filmUrl());
    this.opening = false;
    if (problem !== null) return this.fail(problem, '');
    this.stage.shape();
    this.wakeLock.hold();
    if (this.transport === null) {
      this.narrator.say({ text: greeting, rank: 'told' });
      this.connect();
    } else if (this.transport.ready) this.resumeLive();
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

  /** The set is over. While the server is out of reach it ends on this device, or as soon as the server is back. */
  stop(reason: StopReason): void {
    this.stopping = reason;
    this.tell('Saving…');
    if (this.transport === null) return this.leave('/sessions');
    if (this.transport.send({ type: 'stop', reason }) || this.place === 'device') return;  // or with the welcome
    this.link.giveUp();
  }

  private connect(): void {
    const { exercise, side, language, limit } = this.config;
    this.transport = this.config.transport(
      this.place,
      { exercise, side, language, limit, source: this.kind, size: () => this.capture.size, resume: this.token.value },
      {
        onLink: (link) => this.linkChanged(link),
        onMessage: (message) => this.receive(message),
        onEnd: (ending, detail) => this.ended(ending, detail),
      },
    );
    this.transport.connect();
  }

  private picture(t: number): void {
    if (!document.hidden) this.transport?.offer(this.stage.video, t);
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome': return this.welcome(message);
      case 'feedback': return this.feedback(message);
      case 'summary': return this.summary(message);
      case 'error': return;
      case 'busy':
        if (message.scope === 'frame') this.stage.note(message.text);
        return;
      case 'notice':
        if (this.unsaved !== null && message.code === 'stored') return this.savedAfterAll(this.unsaved);
        this.stage.keepNote(message.code === 'not_stored' ? message.text : '');
        this.stage.note(message.text);
        return;
    }
  }

  private welcome(message: Welcome): void {
    if (this.stopping !== null && message.resume_failed !== null && this.session !== null) {
      return this.endedThere(this.session, message.session);
    }
    this.session = message.session;
    this.stage.keepNote('');  // it is said again where it still holds
    this.token.set(message.resume_token, message.keep_s * 1000);
    this.readout.begin(message);
    if (!message.resumed) this.ownPause.fresh();
    if (message.resume_failed !== null) this.stage.note(message.resume_failed);
    if (this.stopping !== null) this.stop(this.stopping);
    else this.resumeLive();
  }

  /** The stop had reached the server, the summary not this page: the set is there, and what was begun instead is not wanted. */
  private endedThere(session: string, begunInstead: string): void {
    this.transport?.close();
    this.transport = null;
    void fetch(`/api/sessions/${begunInstead}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
    this.leave(`/sessions/${session}`);
  }

  private resumeLive(): void {
    showPanel('live');
    byId('pause').focus({ preventScroll: true });  // the keyboard's place is where the tap's was
    this.stage.shape();
    this.ownPause.end();
  }

  private feedback(message: Feedback): void {
    this.last = message;
    if (this.stopping !== null) return;
    this.readout.show(message);
    this.stage.draw(message);
    for (const sentence of sayingsOf(message, this.voiceSettings.chosen)) this.narrator.say(sentence);
    this.token.keep(message.count, message.target);
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
    if (this.place === 'device' && message.notes.some((note) => note.id === 'not_stored')) return this.waitForStore(message);
    this.transport?.close();
    this.transport = null;
    const figures = this.stage.figures(this.place);
    if (this.place === 'device') return void this.settle(message, figures);
    keepLatency(message.session, figures);
    const unsaved = message.notes.find((note) => note.id === 'not_saved_yet');
    if (unsaved !== undefined) this.tell(unsaved.text);
    setTimeout(() => this.leave(message.url), unsaved === undefined ? goodbyeMs : unsavedMs);
  }

  /** The engine's worker, which has the rest of the record, lives on. */
  private waitForStore(message: Summary): void {
    this.unsaved = message;
    this.capture.close();
    this.wakeLock.release();
    showKept(message, () => this.config.settle(message.session));
  }

  private savedAfterAll(summary: Summary): void {
    this.unsaved = null;
    this.summary({ ...summary, notes: summary.notes.filter((note) => note.id !== 'not_stored') });
  }

  private async settle(message: Summary, figures: LatencyFigures | null): Promise<void> {
    const kept = await this.config.settle(message.session);
    if (kept !== null) {
      keepLatency(kept.session, figures);
      return this.leave(kept.url);
    }
    this.tidy();
    showUntilSettled(message, () => this.config.settle(message.session));
  }

  private leave(url: string): void {
    this.tidy();
    location.assign(url);
  }

  private tidy(): void {
    this.token.forget();
    this.capture.close();
    this.wakeLock.release();
  }

  private linkChanged(link: Link): void {
    if (link !== 'open') this.stage.clear();
    this.link.changed(link, this.place);
  }

  /** Who stands three metres away does not read the line at the top. */
  private tellOfSilence(): void {
    if (this.stopping !== null || document.body.dataset.panel !== 'live') return;
    this.tell(serverSilent);
  }

  private tell(text: string): void {
    this.readout.say(text);
    this.narrator.say({ text, rank: 'told' });
  }

  private async outOfReach(): Promise<void> {
    if (await this.goOnHere()) return;
    // Nothing here to end the set from: it ends with the next welcome, and the page says that it waits.
    if (this.stopping !== null && document.body.dataset.panel !== 'problem') this.fail('out-of-reach', '');
  }

  /** The server is out of reach, and this device has the set so far: nothing leaves it from here on. False where it has not. */
  private async goOnHere(): Promise<boolean> {
    const lost = this.transport;
    const copy = await this.config.takeOver();
    if (this.transport !== lost) return true;
    if (copy === null) return this.transport?.ready === true;
    lost?.close();
    this.place = 'device';
    this.token.set(copy);
    this.connect();
    if (this.stopping === null) {
      this.stage.note(goesOnHere);
      this.narrator.say({ text: goesOnHere, rank: 'told' });
    }
    return true;
  }

  private ended(ending: Ending, detail: string): void {
    this.transport = null;
    if (ending === 'refused' || ending === 'elsewhere') this.token.forget();
    else if (ending !== 'busy' && ending !== 'device-failed') this.token.drop();
    this.fail(ending, detail);
  }

  private cameraStopped(): void {
    if (this.stopping !== null) return;
    this.ownPause.begin(true);
    this.fail(this.kind === 'camera' ? 'camera-stopped' : 'no-video', '');
  }

  private fail(problem: Problem, detail: string): void {
    this.capture.close();
    this.wakeLock.release();
    this.speaker.silence();
    const heading = showProblem(problem, detail);  // an alert: a screen reader reads it
    if (this.speaker.audible) this.speaker.say({ text: heading, rank: 'told' });
  }

  private visibilityChanged(): void {
    if (this.transport === null || this.stopping !== null) return;
    if (document.hidden) this.ownPause.begin(this.state === 'active');
    else if (document.body.dataset.panel === 'live') this.ownPause.end();
  }
}
