// What the fake camera plays. A file of Motion JPEG is one picture after the other, so clips are joined by joining files.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ezpt } from './server';

const stillSeconds = 6;
const stillTimes = 11;

/** Walks in, three good squats and two that are too shallow, then more than a minute of standing still. */
export function fiveSquats(file: string): void {
  squats(file, (clip) => [
    clip('--reps', '3', '--scene', 'walk_in,still=4,reps'),
    clip('--reps', '2', '--fault', 'shallow', '--scene', 'reps'),
  ]);
}

/** Already there: three good squats, then more than a minute of standing still. Sooner made, for who needs no fault. */
export function threeSquats(file: string): void {
  squats(file, (clip) => [clip('--reps', '3', '--scene', 'still=4,reps')]);
}

type Clip = (...what: string[]) => Buffer;

function squats(file: string, make: (clip: Clip) => Buffer[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'ezpt-clips-'));
  const path = join(folder, 'clip.mjpeg');
  const clip: Clip = (...what) => {
    ezpt('virtual-patient', '--exercise', 'squat', '--view', 'side_left', ...what, '-o', path);
    return readFileSync(path);
  };
  writeFileSync(file, Buffer.concat(make(clip)));
  const still = clip('--reps', '1', '--scene', `still=${stillSeconds}`);
  for (let i = 0; i < stillTimes; ++i) appendFileSync(file, still);
  rmSync(folder, { recursive: true, force: true });
}
