import { describe, expect, it } from 'vitest';
import { frameAt, keyFrames, parseFigure } from './figure';

const figure = { fps: 15, frames: [[], [], [], []] };

describe('frameAt', () => {
  it('repeats the repetition at its own speed', () => {
    expect([0, 0.07, 0.2, 0.27].map((t) => frameAt(figure, t))).toEqual([0, 1, 3, 0]);
  });
});

describe('keyFrames', () => {
  it('are the start and the far end', () => expect(keyFrames(figure)).toEqual([0, 2]));
});

describe('parseFigure', () => {
  it('refuses what it could not draw', () => {
    for (const value of [null, {}, { fps: 0, frames: [[]] }, { fps: 15, frames: [] }, { fps: 15, frames: [1] }]) {
      expect(parseFigure(value)).toBeNull();
    }
    expect(parseFigure(figure)).toEqual(figure);
  });
});
