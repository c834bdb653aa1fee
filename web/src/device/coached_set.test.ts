import { describe, expect, it } from 'vitest';
import type { Feedback, ServerMessage } from '../live/protocol';
import { CoachedSet, idOfToken, tokenOf, type CoachingSession } from './coached_set';
import type { SetDescription } from './messages';
import { RecordWriter } from './record_writer';
import type { KeptSet, SetStore } from './set_store';

const prompt = { firstPauseMs: 1, longestPauseMs: 4, lateMs: 20 };

const description: SetDescription = { id: 's1', exercise: 'squat', side: null, language: 'en', limit: null, source: 'camera', width: 640, height: 480 };
const definition = { id: 'squat', names: { en: 'Squat' }, dose: { sets: 1, reps: 5, hold_s: 0, tempo_s: { out: 2, pause: 0, back: 2 } } };

/** An engine that closes a chunk with every second picture, and is done after `pictures`. */
function fakeEngine(pictures: number): CoachingSession {
  let seen = 0;
  let closed: number[] = [];
  return {
    processPicture: (t, sequence) => {
      ++seen;
      if (seen % 2 === 0) closed.push(seen);
      return JSON.stringify({ type: 'feedback', t, sequence, state: seen >= pictures ? 'done' : 'active', count: Math.floor(seen / 2) });
    },
    apply: () => undefined,
    takeChunks: (which) => {
      const taken = which === 'everything' ? [...closed, 99] : closed;
      closed = [];
      return taken.map((value) => new Uint8Array([value]));
    },
    summary: () => JSON.stringify({ type: 'summary', reason: 'done', count: 5, notes: [] }),
  };
}

/** @param full  While it says so the browser stores nothing. */
function make(pictures: number, stored = 0, full = () => false) {
  const said: ServerMessage[] = [];
  const kept = new Map<number, number>();
  const changes: Partial<KeptSet>[] = [];
  const store = {
    addChunk: async (_: string, index: number, bytes: Uint8Array) => {
      if (full()) throw new Error('QuotaExceededError');
      kept.set(index, bytes[0]!);
    },
    change: async (_: string, change: Partial<KeptSet>) => {
      if (full()) throw new Error('QuotaExceededError');
      changes.push(change);
    },
  } as unknown as SetStore;
  const set = new CoachedSet(description, definition, fakeEngine(pictures), store, (message) => said.push(message), stored,
    (onLate) => new RecordWriter(onLate, prompt), 50);
  return { set, said, kept, changes };
}

describe('CoachedSet', () => {
  it('keeps the record as it goes, and all of it before it says the summary', async () => {
    const { set, said, kept, changes } = make(5);
    for (let i = 1; i <= 5; ++i) await set.picture(i, i);
    expect([...kept]).toEqual([[0, 2], [1, 4], [2, 99]]);
    expect(changes.at(-1)?.ended).toBe('done');
    expect(said.map((message) => message.type)).toEqual(['feedback', 'feedback', 'feedback', 'feedback', 'feedback', 'summary']);
    await set.picture(6, 6);
    expect(said).toHaveLength(6);
  });

  it('goes on numbering where the stored record ends', async () => {
    const { set, said, kept } = make(Infinity, 7);
    set.welcome();
    expect(said[0]).toMatchObject({ type: 'welcome', resumed: true, chunks: 7 });
    for (let i = 1; i <= 4; ++i) await set.picture(i, i);
    await expect.poll(() => [...kept.keys()]).toEqual([7, 8]);
  });

  it('says that a picture was refused, and gives up only when all are', async () => {
    const { set, said } = make(Infinity);
    const refusing = { ...fakeEngine(Infinity), processPicture: () => { throw new Error('time goes back'); } };
    Object.assign(set, { session: refusing });
    for (let i = 1; i < 10; ++i) await set.picture(i, i);
    expect(said).toHaveLength(9);
    expect(said[0]).toMatchObject({ type: 'error', fatal: false, text: 'time goes back' });
    await expect(set.picture(10, 10)).rejects.toThrow('time goes back');
  });

  it('ends with the reason that was given', async () => {
    const { set, said, changes } = make(Infinity);
    await set.picture(1, 1);
    await set.request({ type: 'stop', reason: 'pain' });
    expect(changes.at(-1)).toMatchObject({ ended: 'pain', summary: { count: 5 } });
    expect((said[0] as Feedback).type).toBe('feedback');
    expect(said.at(-1)).toMatchObject({ type: 'summary', session: 's1', url: '' });
  });

  it('tries again what the browser did not store, and loses nothing', async () => {
    let refusals = 3;
    const { set, said, kept } = make(5, 0, () => refusals-- > 0);
    for (let i = 1; i <= 5; ++i) await set.picture(i, i);
    expect([...kept]).toEqual([[0, 2], [1, 4], [2, 99]]);
    expect(said.at(-1)).toMatchObject({ type: 'summary', notes: [] });
  });

  it('shows a repetition once it is stored', async () => {
    let full = true;
    const { set, said, kept } = make(Infinity, 0, () => full);
    await set.picture(1, 1);
    setTimeout(() => (full = false), 5);
    await set.picture(2, 2);
    expect(said.at(-1)).toMatchObject({ type: 'feedback', count: 1 });
    expect([...kept.keys()]).toEqual([0]);
  });

  it('says what is not stored, also at the end, and that it is after all', async () => {
    let full = true;
    const { set, said, kept } = make(5, 0, () => full);
    for (let i = 1; i <= 5; ++i) await set.picture(i, i);
    expect(said.filter((message) => message.type !== 'feedback')).toMatchObject([
      { type: 'notice', code: 'not_stored' }, { type: 'summary', count: 5, notes: [{ id: 'not_stored' }] },
    ]);
    full = false;
    await expect.poll(() => said.at(-1)).toMatchObject({ type: 'notice', code: 'stored' });
    expect([...kept]).toEqual([[0, 2], [1, 4], [2, 99]]);
  });
});

describe('the token of a set on this device', () => {
  it('is never taken for one of the server', () => {
    expect(idOfToken(tokenOf('abc'))).toBe('abc');
    expect(idOfToken('0f3c9a')).toBeNull();
    expect(idOfToken(null)).toBeNull();
  });
});
