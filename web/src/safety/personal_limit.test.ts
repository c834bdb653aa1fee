import { describe, expect, it } from 'vitest';
import { currentLimit, parseKept, type KeptLimit } from './personal_limit';

const at = (most: number | null, set_ms: number): KeptLimit => ({
  limit: most === null ? null : { quantity: 'knee_flexion', side: null, least: null, most }, set_ms,
});

function storageWith(kept: KeptLimit | null) {
  const items = new Map(kept === null ? [] : [['ezpt-limit-squat', JSON.stringify(kept)]]);
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
}

describe('a personal limit', () => {
  it('is the one that was said later, here or on the server', () => {
    expect(currentLimit('squat', at(45, 100), 'anna', storageWith(at(60, 200)))).toEqual(at(60, 200));
    expect(currentLimit('squat', at(45, 300), 'anna', storageWith(at(60, 200)))).toEqual(at(45, 300));
    expect(currentLimit('squat', at(null, 300), 'anna', storageWith(at(60, 200)))).toEqual(at(null, 300));
    expect(currentLimit('squat', at(null, 0), 'anna', storageWith(at(60, 200)))).toEqual(at(60, 200));
  });

  it('holds in this browser once a page has brought it', () => {
    const storage = storageWith(null);
    currentLimit('squat', at(45, 100), 'anna', storage);
    expect(currentLimit('squat', at(null, 0), 'anna', storage)).toEqual(at(45, 100));
  });

  it('is not that of whoever was here before', () => {
    const storage = storageWith(null);
    currentLimit('squat', at(45, 100), 'anna', storage);
    expect(currentLimit('squat', at(null, 0), 'ben', storage)).toEqual(at(null, 0));
    currentLimit('squat', at(45, 100), 'anna', storage);
    expect(currentLimit('squat', at(null, 0), '', storage)).toEqual(at(45, 100));
  });

  it('is none where nothing that can be read is kept', () => {
    for (const text of [null, '', '{', '[]', '{"limit":null}', '7']) expect(parseKept(text)).toEqual({ limit: null, set_ms: 0 });
  });
});
