import { describe, expect, it } from 'vitest';
import { localeFor, localTime } from './local_time';

describe('localTime', () => {
  const now = new Date(2026, 5, 4, 9, 0);

  it('names today and yesterday by the calendar, not by 24 hours', () => {
    expect(localTime(new Date(2026, 5, 4, 0, 5), now, 'en-GB')).toBe('Today, 00:05');
    expect(localTime(new Date(2026, 5, 3, 23, 55), now, 'en-GB')).toBe('Yesterday, 23:55');
  });

  it('writes the clock as the reader does', () => {
    expect(localTime(new Date(2026, 5, 4, 8, 59), now, 'en-US')).toMatch(/^Today, 8:59\sAM$/);
    expect(localTime(new Date(2026, 5, 4, 8, 59), now, 'de-DE')).toContain('08:59');
  });

  it('names the day within a sentence, today as well', () => {
    expect(localTime(new Date(2026, 5, 4, 22, 5), now, 'en-GB', 'absolute')).toBe('Thu 4 June, 22:05');
  });

  it('adds the year only when it is another one', () => {
    expect(localTime(new Date(2026, 5, 1, 18, 20), now, 'en-GB')).toBe('Mon 1 June, 18:20');
    expect(localTime(new Date(2025, 5, 1, 18, 20), now, 'en-GB')).toContain('2025');
  });
});

describe('localeFor', () => {
  it('takes the reader\'s variety of the page\'s language', () => {
    expect(localeFor('en', ['de-DE', 'en-US'])).toBe('en-US');
    expect(localeFor('en', ['de-DE'])).toBe('en-GB');
  });
});
