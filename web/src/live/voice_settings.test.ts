import { describe, expect, it } from 'vitest';
import { readChosen } from './voice_settings';

describe('readChosen', () => {
  it('has everything on until somebody switches it off', () => {
    expect(readChosen(null)).toEqual({ on: true, starts: true, counts: true, holds: true, turns: true, praise: true });
    expect(readChosen('{"counts":false}')).toMatchObject({ on: true, counts: false, holds: true });
  });
  it('ignores what it did not write', () => {
    for (const text of ['', '7', '[', '{"on":"no"}']) expect(readChosen(text).on).toBe(true);
  });
});
