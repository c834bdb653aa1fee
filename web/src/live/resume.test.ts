import { describe, expect, it } from 'vitest';
import { readUnfinished } from './resume';

const stored = (change = {}) => JSON.stringify({ token: 'abc', savedAt: 1000, keepMs: 500, ...change });

describe('readUnfinished', () => {
  it('offers the set only as long as the server keeps it', () => {
    expect(readUnfinished(stored(), 1500)).toMatchObject({ token: 'abc', count: 0, target: 0, source: 'camera' });
    expect(readUnfinished(stored(), 1501)).toBeNull();
  });
  it('says what is kept', () => {
    const set = readUnfinished(stored({ count: 2, target: 10, source: 'virtual_patient' }), 1000);
    expect(set).toMatchObject({ count: 2, target: 10, source: 'virtual_patient' });
  });
  it('ignores what it did not write', () => {
    for (const text of [null, '', 'null', '7', '{', stored({ token: 7 }), '{"token":"abc"}']) {
      expect(readUnfinished(text, 1000)).toBeNull();
    }
  });
});
