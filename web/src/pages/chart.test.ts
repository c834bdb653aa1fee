import { describe, expect, it } from 'vitest';
import { everyNth, scaleFor } from './chart';

describe('everyNth', () => {
  it('leaves out what would run into its neighbour', () => {
    const phone = 260;
    expect(everyNth(phone / 5, 3)).toBe(1);
    expect(everyNth(phone / 10, 3)).toBe(2);
    expect(everyNth(phone / 30, 2)).toBe(3);
  });
});

describe('scaleFor', () => {
  it('ends at a round number at or above the highest value, in few steps', () => {
    for (const highest of [0, 0.4, 7, 93, 100, 121.5, 1800]) {
      const { max, ticks } = scaleFor(highest);
      expect(max).toBeGreaterThanOrEqual(highest);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.at(-1)).toBeCloseTo(max, 6);
    }
    expect(scaleFor(93).ticks).toEqual([0, 25, 50, 75, 100]);
  });
});
