import { describe, expect, it } from 'vitest';
import { say, sayIn } from './words';

describe('sayIn', () => {
  it('is in the language, with its values', () => {
    expect(sayIn('en', 'session.set_of', { set: 1, sets: 3 })).toBe('Set 1 of 3');
    expect(sayIn('de', 'session.set_of', { set: 1, sets: 3 })).toBe('Satz 1 von 3');
    expect(sayIn('de-AT', 'tempo.hold')).toBe('Halten');
  });

  it('is English where there is no such language, and where there is no page', () => {
    for (const language of ['fr', '', 'deutsch']) expect(sayIn(language, 'tempo.hold')).toBe('Hold');
    expect(say('tempo.hold')).toBe('Hold');
  });

  it('reads nothing in a value', () => {
    expect(sayIn('en', 'unfinished.go_on', { name: '{count} $& <b>' })).toBe('Continue your set: {count} $& <b>');
  });
});
