import { describe, expect, it } from 'vitest';
import { captionFor, checkLabel, recognisedWords, tempoWord } from './captions';
import type { Feedback } from './protocol';

const message = (id: string, speak = false) => ({ id, text: `${id}!`, speak });
function feedback(change: Partial<Feedback>): Feedback {
  return {
    type: 'feedback', sequence: 1, t: 0, state: 'active', pause_reason: null, landmarks: null, instruction: null, checks: null, starts_in: null, set: 1, sets: 1, rest_left: null, count: 0,
    target: 10, phase: 'rest', progress: 0, hold: null, arc: null, cue: null, praise: null, moments: [], why: null, recognised: null, ...change,
  };
}

describe('captionFor', () => {
  it('shows one line: the instruction before the cue before praise', () => {
    const cue = { ...message('shallow'), severity: 'minor' as const };
    const all = feedback({ instruction: message('turn'), cue, praise: message('good') });
    expect(captionFor(all)).toEqual({ text: 'turn!', tone: 'plain' });
    expect(captionFor({ ...all, instruction: null })).toEqual({ text: 'shallow!', tone: 'minor' });
    expect(captionFor({ ...all, instruction: null, cue: null })).toEqual({ text: 'good!', tone: 'praise' });
    expect(captionFor(feedback({})).text).toBe('');
  });

  it('says why it paused and how to go on', () => {
    expect(captionFor(feedback({ state: 'paused', pause_reason: 'hands' })).text).toContain('both hands');
    expect(captionFor(feedback({ state: 'paused' })).text).toBe('Paused.');
  });
});

describe('checkLabel', () => {
  it('names a check that it does not know in words', () => {
    expect(checkLabel('feet_apart')).toBe('Feet apart');
  });
});

describe('tempoWord', () => {
  it('says hold only where the exercise asks for it', () => {
    expect(tempoWord(feedback({}), 'turn')).toBe('Ready');
    expect(tempoWord(feedback({ phase: 'hold' }), 'turn')).toBe('Return');
    expect(tempoWord(feedback({ phase: 'hold' }), 'hold')).toBe('Hold');
    expect(tempoWord(feedback({ phase: 'out', state: 'resting' }), 'hold')).toBe('');
  });
});

describe('recognisedWords', () => {
  const recognised = { exercise: 'bridge', name: 'Bridge', phase: 'peak' as const, confidence: 0.8 };
  it('says nothing of who has gone', () => {
    expect(recognisedWords(feedback({ recognised, landmarks: null }))).toBe('');
  });
  it('says during a set what the movement looks like, and nothing for none', () => {
    expect(recognisedWords(feedback({ recognised, landmarks: [] }))).toBe('Bridge, at the far end');
    expect(recognisedWords(feedback({ recognised: null, landmarks: [] }))).toBe('');
    expect(recognisedWords(feedback({ recognised, landmarks: [], state: 'resting' }))).toBe('');
  });
});
