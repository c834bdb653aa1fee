// Every sentence of a whole session, as the person hears it: what the engine answers to landmarks, said by the page's
// own rules with a voice that takes as long as a voice takes.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feedback } from './protocol';
import { everything, sayingsOf, type Chosen } from './sayings';
import { Speaker, type Voice } from './speech';

const native = resolve(__dirname, '../../../build/release/apps/engine_reference');
const reps = 5;

/** As slow as a calm voice: a short word, and what each further letter takes. */
const speakingMs = (text: string) => 350 + 55 * text.length;

function answersOf(exercise: string): Feedback[] {
  const folder = mkdtempSync(join(tmpdir(), 'ezpt-session-'));
  try {
    execFileSync(native, ['session', exercise, folder]);
    const lines = readFileSync(join(folder, 'answers'), 'utf8').split('\n').map((line) => JSON.parse(line) as Feedback);
    return lines.filter((message) => message.type === 'feedback');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Said {
  text: string;
  /** From the message to the first sound. */
  lateMs: number;
}

function heard(answers: Feedback[], chosen: Chosen): Said[] {
  const said: Said[] = [];
  let now = 0;
  let ends: { at: number; done: () => void } | null = null;
  const asked = new Map<string, number>();
  const voice: Voice = {
    available: true,
    unlock() {},
    watch() {},
    speak(text, done) {
      said.push({ text, lateMs: now - (asked.get(text) ?? now) });
      ends = { at: now + speakingMs(text), done };
    },
    cancel() {
      ends = null;
    },
  };
  const speaker = new Speaker(voice, () => now);
  speaker.unlock();
  const passUntil = (time: number) => {
    for (let next = ends; next !== null && next.at <= time; next = ends) {
      now = next.at;
      ends = null;
      next.done();
    }
    now = time;
  };
  for (const message of answers) {
    passUntil(1000 * message.t);
    for (const sentence of sayingsOf(message, chosen)) {
      asked.set(sentence.text, now);
      speaker.say(sentence);
    }
  }
  passUntil(now + 10_000);
  return said;
}

/** One set of it. `each` is what leads through a repetition. */
function aSet(each: string[]): string[] {
  const lines = ['3', '2', '1', 'Begin.'];
  for (let rep = 1; rep <= reps; rep++) lines.push(...each, rep === reps - 1 ? `${rep}. Last one.` : String(rep));
  return lines;
}

const praise = ['That\'s it.', 'Good, keep going.', 'Very good.'];
const holding = ['Hold.', '3', '2', '1', 'And down.'];
const sessions: [string, string[]][] = [['squat', ['And up.']], ['bridge', holding], ['long_arc_quad', holding]];

describe.skipIf(!existsSync(native))('a whole session is led by the voice alone', () => {
  it.each(sessions)('%s', (exercise, each) => {
    const said = heard(answersOf(exercise), everything);
    const texts = said.map(({ text }) => text).filter((text) => !praise.includes(text));
    expect(texts).toEqual([
      'Step in front of the camera.', ...aSet(each), 'Well done. Rest now.', 'Time for the next set.', ...aSet(each), 'You have finished. Well done.',
    ]);
    const late = said.filter(({ text, lateMs }) => /^\d|^And|^Hold/.test(text) && lateMs > 700);
    expect(late).toEqual([]);
  }, 30_000);

  it('leaves out what was switched off', () => {
    const answers = answersOf('bridge');
    const only = (change: Partial<Chosen>) => heard(answers, { ...everything, ...change }).map(({ text }) => text);
    expect(only({ counts: false }).filter((text) => /[45]/.test(text) || text.includes('Last'))).toEqual([]);
    expect(only({ holds: false })).not.toContain('Hold.');
    expect(only({ turns: false })).not.toContain('And down.');
    expect(only({ starts: false, holds: false, counts: false }).filter((text) => /\d/.test(text))).toEqual([]);
    expect(only({ praise: false }).filter((text) => praise.includes(text))).toEqual([]);
  }, 30_000);
});
