import { describe, expect, it } from 'vitest';
import { detailFor } from './framing';
import type { Feedback } from './protocol';

/** Seventeen joints in a column at `x`, from `top` to `bottom`. */
function person(x: number, top: number, bottom: number, score = 0.8): number[] {
  return Array.from({ length: 17 }, (_, i) => [x, top + ((bottom - top) * i) / 16, score]).flat();
}
const feedback = (landmarks: number[] | null, state: Feedback['state'] = 'active') => ({ landmarks, state }) as Feedback;

describe('detailFor', () => {
  it('holds the person and as much around them as they can move', () => {
    const box = detailFor(feedback(person(0.5, 0.4, 0.8)));
    expect(box?.x).toBeCloseTo(0.32, 6);
    expect(box?.width).toBeCloseTo(0.36, 6);
    expect(box?.y).toBeCloseTo(0.22, 6);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(0.98, 6);
  });
  it('is the whole picture while a person is looked for, is half seen, or fills it', () => {
    expect(detailFor(feedback(null))).toBeNull();
    expect(detailFor(feedback(person(0.5, 0.4, 0.8), 'setup'))).toBeNull();
    expect(detailFor(feedback(person(0.5, 0.4, 0.8, 0.1)))).toBeNull();
    expect(detailFor(feedback(person(0.5, 0.02, 0.98)))).toBeNull();
  });
});
