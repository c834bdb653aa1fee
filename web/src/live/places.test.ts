import { describe, expect, it } from 'vitest';
import { noteFor, placeFor } from './places';

describe('placeFor', () => {
  it('keeps the video on a device that is fast enough', () => {
    expect(placeFor(20)).toBe('device');
    expect(placeFor(100)).toBe('server');
  });
  it('takes the server where there is no engine', () => expect(placeFor(null)).toBe('server'));
});

describe('noteFor', () => {
  it('says what was measured, and what a slow device should do', () => {
    expect(noteFor(20, 'device')).toContain('30 pictures a second');
    expect(noteFor(125, 'device')).toContain('8 pictures a second. The server would');
    expect(noteFor(null, 'server')).toBe('');
  });
});
