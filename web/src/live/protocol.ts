// The wire format of docs/formats/live-protocol.md: types of what comes down, encoding of what goes up.

import type { PersonalLimit } from '../safety/personal_limit';

export type State = 'setup' | 'ready' | 'active' | 'paused' | 'resting' | 'done';
export type Severity = 'minor' | 'major' | 'harmful';
export type SourceKind = 'camera' | 'virtual_patient';
/** What a person asks of the set under way. */
export type Request = { type: 'pause' | 'resume' | 'skip_rest' } | { type: 'stop'; reason: StopReason };
export type StopReason = 'done' | 'pain' | 'fatigue' | 'other';

export interface Message {
  id: string;
  text: string;
  speak: boolean;
}

export interface Cue extends Message {
  severity: Severity;
}

/** The joint that matters: indices of landmarks, and degrees of the measure. */
export interface Arc {
  vertex: number;
  from: number;
  to: number;
  value: number;
  min: number;
  max: number;
  reached: boolean;
}

export interface Welcome {
  type: 'welcome';
  session: string;
  resume_token: string;
  resumed: boolean;
  resume_failed: string | null;
  target: { sets: number; reps: number; hold_s: number; tempo_s: { out: number; pause: number; back: number } };
  /** Of the set under way; nothing where the first picture's answer will say it. */
  count: number | null;
  /** Of the session's record, how many are stored. */
  chunks: number;
  keep_s: number;
}

export interface Feedback {
  type: 'feedback';
  sequence: number;
  t: number;
  state: State;
  pause_reason: 'left' | 'hands' | 'asked' | null;
  landmarks: number[] | null;
  instruction: Message | null;
  checks: { id: string; ok: boolean }[] | null;
  starts_in: number | null;
  set: number;
  sets: number;
  count: number;
  target: number;
  phase: 'rest' | 'out' | 'hold' | 'back';
  progress: number;
  hold: { seconds: number; target: number } | null;
  rest_left: number | null;
  arc: Arc | null;
  cue: Cue | null;
  praise: Message | null;
  /** Short words for this very moment: `starts`, `count`, `last`, `hold`, `turn`. */
  moments?: { id: string; text: string }[];
  why: string | null;
  /** What it looks like, whatever was prescribed; null where it is none of the exercises. */
  recognised: { exercise: string; name: string; phase: 'start' | 'out' | 'peak' | 'back'; confidence: number } | null;
  /** Milliseconds that the work on this picture took, without the network; how many chunks of the record are stored. */
  server?: { latency_ms: number; chunks: number };
}

export interface Summary {
  type: 'summary';
  /** Why it ended: 'done', 'pain', 'fatigue', 'other'. */
  reason: string;
  session: string;
  url: string;
  count: number;
  target: number;
  correct: number;
  sets_done: number;
  sets: number;
  /** That the set was held to; absent without one. */
  limit?: PersonalLimit;
  duration_s: number;
  faults: { id: string; name: string; count: number }[];
  /** What the figures do not say. */
  notes: { id: string; text: string }[];
}

export interface Busy {
  type: 'busy';
  scope: 'frame' | 'session';
  retry_after_s: number;
  text: string;
}

/** What becomes of the record, whenever it changes. */
export interface Notice {
  type: 'notice';
  code: 'not_stored' | 'stored' | 'full';
  text: string;
}

export interface ServerError {
  type: 'error';
  code: string;
  text: string;
  fatal: boolean;
}

export type ServerMessage = Welcome | Feedback | Summary | Busy | Notice | ServerError;

export interface Hello {
  exercise: string;
  side: string | null;
  language: string;
  limit: PersonalLimit | null;
  resume: string | null;
  view: { width: number; height: number };
  source: SourceKind;
}

export const headerBytes = 24;
const magic = 0xe7;
const version = 1;
const jpeg = 1;
const knownTypes = new Set(['welcome', 'feedback', 'summary', 'busy', 'notice', 'error']);

/** One binary message: the header, then the JPEG. `t` is the capture clock in seconds. */
export function encodeFrame(
  sequence: number,
  t: number,
  width: number,
  height: number,
  picture: ArrayBuffer,
): ArrayBuffer {
  const message = new ArrayBuffer(headerBytes + picture.byteLength);
  const header = new DataView(message);
  header.setUint8(0, magic);
  header.setUint8(1, version);
  header.setUint8(2, jpeg);
  header.setUint32(4, sequence, true);
  header.setFloat64(8, t, true);
  header.setUint16(16, width, true);
  header.setUint16(18, height, true);
  header.setUint32(20, picture.byteLength, true);
  new Uint8Array(message, headerBytes).set(new Uint8Array(picture));
  return message;
}

/** Nothing for what this page does not understand: a newer server may say more. */
export function parseMessage(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const type = (value as { type?: unknown }).type;
    return typeof type === 'string' && knownTypes.has(type) ? (value as ServerMessage) : null;
  } catch {
    return null;
  }
}
