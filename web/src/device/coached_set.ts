// One set inside the engine's worker: pictures and requests in, the live protocol's messages out, the record's chunks
// into the browser's store as they close.

import type { Feedback, Notice, Request, ServerMessage, StopReason, Summary } from '../live/protocol';
import type { Engine } from './engine';
import type { SetDescription } from './messages';
import { RecordWriter } from './record_writer';
import type { SetStore } from './set_store';
import { sayIn } from '../words';

/** What a set needs of the engine. */
export type CoachingSession = Pick<Engine, 'processPicture' | 'apply' | 'takeChunks' | 'summary'>;

/** How long a set that was cut off can be gone on with, as on the server. */
export const keepSeconds = 300;

const mostRefusedInARow = 10;
/** A repetition is shown once it is stored, unless that takes longer. */
const shownOnceStoredMs = 250;
/** For the end of the record, before the summary is shown without it. */
const endStoredMs = 3000;
const tokenPrefix = 'device:';

/** What a tab remembers of a set that is coached on this device; the server's tokens look different. */
export function tokenOf(id: string): string {
  return tokenPrefix + id;
}

export function idOfToken(token: string | null): string | null {
  return token?.startsWith(tokenPrefix) === true ? token.slice(tokenPrefix.length) : null;
}

function notStored(language: string): Notice {
  return { type: 'notice', code: 'not_stored', text: sayIn(language, 'device.not_stored') };
}
function storedAgain(language: string): Notice {
  return { type: 'notice', code: 'stored', text: sayIn(language, 'device.stored_again') };
}
function countedButNotStored(language: string): { id: string; text: string } {
  return { id: 'not_stored', text: sayIn(language, 'device.counted_not_stored') };
}

export interface Definition {
  id: string;
  dose: { sets: number; reps: number; hold_s: number; tempo_s: { out: number; pause: number; back: number } };
}

export class CoachedSet {
  private over = false;
  private refusedInARow = 0;
  private count = 0;
  private readonly record: RecordWriter;

  /** @param stored  How many chunks the store has of this set. */
  constructor(
    private readonly set: SetDescription,
    private readonly definition: Definition,
    private readonly session: CoachingSession,
    private readonly store: SetStore,
    private readonly say: (message: ServerMessage) => void,
    private stored: number,
    writer: (onLate: (late: boolean) => void) => RecordWriter = (onLate) => new RecordWriter(onLate),
    private readonly endMs = endStoredMs,
  ) {
    this.record = writer((late) => this.say((late ? notStored : storedAgain)(set.language)));
  }

  welcome(): void {
    const { definition, set } = this;
    const { sets, reps, hold_s, tempo_s } = definition.dose;
    this.say({
      type: 'welcome', session: set.id, resume_token: tokenOf(set.id), resumed: this.stored > 0, resume_failed: null,
      target: { sets, reps, hold_s, tempo_s }, count: this.stored > 0 ? null : 0, chunks: this.stored, keep_s: keepSeconds,
    });
  }

  /** The engine has been given its pixels. */
  async picture(t: number, sequence: number): Promise<void> {
    if (this.over) return;
    const feedback = this.look(t, sequence);
    if (feedback === null) return;
    this.keep('closed');
    if (feedback.count !== this.count) await this.record.storedIfPrompt(shownOnceStoredMs);
    this.count = feedback.count;
    this.say(feedback);
    if (feedback.state === 'done') await this.finish('done');
  }

  /** Nothing where the engine refuses this picture; it is as it was before. Throws when it refuses them all. */
  private look(t: number, sequence: number): Feedback | null {
    try {
      const feedback = JSON.parse(this.session.processPicture(t, sequence)) as Feedback;
      this.refusedInARow = 0;
      return feedback;
    } catch (error) {
      if (++this.refusedInARow >= mostRefusedInARow) throw error;
      const text = error instanceof Error ? error.message : String(error);
      this.say({ type: 'error', code: 'bad_frame', text, fatal: false });
      return null;
    }
  }

  async request(request: Request): Promise<void> {
    if (this.over) return;
    this.session.apply(request);
    this.keep('closed');
    if (request.type === 'stop') await this.finish(request.reason);
  }

  private keep(which: 'closed' | 'everything'): void {
    for (const bytes of this.session.takeChunks(which)) {
      const index = this.stored++;
      this.record.append(async () => void (await this.store.addChunk(this.set.id, index, bytes)));
    }
  }

  private async finish(reason: StopReason): Promise<void> {
    this.over = true;
    this.keep('everything');
    const summary = { ...(JSON.parse(this.session.summary()) as Summary), session: this.set.id, url: '' };
    this.record.append(async () => void (await this.store.change(this.set.id, { ended: reason, summary })));
    if (!(await this.record.stored(this.endMs))) summary.notes.push(countedButNotStored(this.set.language));
    this.say(summary);
  }
}
