import { expect, it } from 'vitest';
import { TempoGuide } from './tempo';

it('goes out, holds and comes back in the prescribed seconds', () => {
  const guide = new TempoGuide({ out: 2, pause: 1, back: 4 });
  expect(guide.at('rest', 10)).toBe(0);
  expect(guide.at('out', 11)).toBe(0);
  expect(guide.at('out', 12)).toBe(0.5);
  expect(guide.at('out', 19)).toBe(1);
  expect(guide.at('hold', 20)).toBe(1);
  expect(guide.at('back', 21)).toBe(1);
  expect(guide.at('back', 22)).toBe(0.75);
  expect(guide.at('rest', 23)).toBe(0);
});
