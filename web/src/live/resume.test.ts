import { describe, expect, it } from 'vitest';
import { readUnfinished } from './resume';

const stored = (change = {}) => JSON.stringify({ token: 'abc', savedAt: 1000, keepMs: 500, ...change });

describe('readUnfinished', () => {
  it('offers the set only as long as the server keeps it', () => {
    expect(readUnfinished(stored(), 1500)).toBe('abc');
    expect(readUnfinished(stored(), 1501)).toBeNull();
  });
  it('ignores what it did not write', () => {
    for (const text of [null, '', 'null', '7', '{', stored({ token: 7 }), '{"token":"abc"}']) {
      expect(readUnfinished(text, 1000)).toBeNull();
    }
  });
});
