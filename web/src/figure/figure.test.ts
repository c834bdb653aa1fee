import { describe, expect, it } from 'vitest';
import { boundsOf, frameAt, keyFrames, parseFigure, placeTwo, type Bounds, type Placing } from './figure';

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

describe('placeTwo', () => {
  const standing = { left: 420, top: 60, right: 560, bottom: 960 };
  const squatting = { left: 380, top: 380, right: 700, bottom: 960 };
  const lying = { left: 30, top: 780, right: 970, bottom: 960 };
  const bridging = { left: 40, top: 700, right: 970, bottom: 960 };
  const on = ({ left, top, right, bottom }: Bounds, { scale, x, y }: Placing) =>
    ({ left: x + scale * left, top: y + scale * top, right: x + scale * right, bottom: y + scale * bottom });

  it.each([
    ['who stands', standing, squatting], ['who lies', lying, bridging],
  ])('shows both whole and apart: %s', (_, first, second) => {
    for (const [width, height] of [[136, 136], [800, 500], [300, 700]] as const) {
      const places = placeTwo([first, second], width, height);
      const [a, b] = [on(first, places[0]), on(second, places[1])];
      for (const box of [a, b]) {
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(width);
        expect(box.bottom).toBeLessThanOrEqual(height);
      }
      expect(a.right < b.left || a.bottom < b.top).toBe(true);
    }
  });

  it('measures what shapes cover', () => {
    const limb = { kind: 'capsule' as const, points: [100, 200, 300, 250], radius: [10, 20] as [number, number], class: 'skin' };
    expect(boundsOf([limb])).toEqual({ left: 90, top: 190, right: 320, bottom: 270 });
  });
});
