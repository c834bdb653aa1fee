import { describe, expect, it } from 'vitest';
import { fastestOf, noteFor, placeFor } from './places';

describe('placeFor', () => {
  it('keeps the video on a device that is fast enough', () => {
    expect(placeFor(20)).toBe('device');
    expect(placeFor(100)).toBe('server');
  });
  it('takes the server where there is no engine', () => expect(placeFor(null)).toBe('server'));
});

describe('fastestOf', () => {
  it('takes the fastest of what was measured, and nothing of what is not ours', () => {
    expect(fastestOf('[124.5, 41.2, 60]')).toBe(41.2);
    for (const text of [null, '', '{}', '["x"]', '[0]', '[-3]']) expect(fastestOf(text)).toBeNull();
  });
});

describe('noteFor', () => {
  it('says what was measured, and what a slow device should do', () => {
    expect(noteFor('ready', 20, 'device')).toContain('30 pictures a second');
    expect(noteFor('ready', 125, 'device')).toContain('8 pictures a second. The server would');
    expect(noteFor('none', null, 'server')).toContain('cannot');
    expect(noteFor('loading', null, 'server')).toContain('can stay');
  });
});
