// Which part of the picture the model needs: the person, with room for how far they move before the next answer. The
// rest is sent as a blur, so that positions, light and proportions stay those of the whole picture.

import type { Feedback } from './protocol';

/** Fractions of the picture. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const seen = 0.2;          // score from which a joint counts as seen
const fewestSeen = 10;     // with fewer, somebody may be coming or going: the whole picture is needed
const room = 0.45;         // of the person's longer side, on every side: the model's own square reaches that far
const worthwhile = 0.8;    // of the picture; a larger part saves nothing

/** Nothing where the whole picture is needed. */
export function detailFor({ landmarks, state }: Feedback): Box | null {
  if (landmarks === null || state === 'setup' || state === 'ready') return null;
  let count = 0;
  let [left, top, right, bottom] = [1, 1, 0, 0];
  for (let i = 0; i + 2 < landmarks.length; i += 3) {
    if ((landmarks[i + 2] ?? 0) < seen) continue;
    ++count;
    left = Math.min(left, landmarks[i]!);
    right = Math.max(right, landmarks[i]!);
    top = Math.min(top, landmarks[i + 1]!);
    bottom = Math.max(bottom, landmarks[i + 1]!);
  }
  if (count < fewestSeen) return null;
  const margin = room * Math.max(right - left, bottom - top);
  left = Math.max(0, left - margin);
  top = Math.max(0, top - margin);
  const width = Math.min(1, right + margin) - left;
  const height = Math.min(1, bottom + margin) - top;
  return width * height > worthwhile ? null : { x: left, y: top, width, height };
}
