import { describe, expect, it } from 'vitest';
import { everyNth, lessIsBetter, scaleFor, scaleOf } from './chart';

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
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.at(-1)).toBeCloseTo(max, 6);
    }
    expect(scaleFor(93).ticks).toEqual([0, 25, 50, 75, 100]);
  });
});

describe('scaleOf', () => {
  const bars = (...values: number[]) => values.map((value, i) => ({ label: String(i + 1), value, correct: true }));

  it('has the goal in the picture, also when nobody came near it', () => {
    const { max } = scaleOf({ name: 'Knee bend', unit: '°', goal: { min: 80, max: 120 }, bars: bars(31, 40) });
    expect(max).toBeGreaterThanOrEqual(120);
  });

  it('shows an angle that is to be small low in the picture, and what is below zero', () => {
    const goal = { min: -10, max: 12 };
    expect(lessIsBetter(goal)).toBe(true);
    const { min, max } = scaleOf({ name: 'Knee bend left over', unit: '°', goal, bars: bars(1, 1, 2, -3) });
    expect(min).toBeLessThanOrEqual(-3);
    expect((2 - min) / (max - min)).toBeLessThan(0.5);
  });
});
