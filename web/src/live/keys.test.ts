import { describe, expect, it } from 'vitest';
import { keyAction } from './keys';

describe('keyAction', () => {
  it('stops with Escape wherever the focus is', () => {
    expect([keyAction('Escape', true), keyAction('Escape', false)]).toEqual(['stop', 'stop']);
  });
  it('leaves the space bar to a button that has the focus', () => {
    expect([keyAction(' ', false), keyAction(' ', true)]).toEqual(['pause', null]);
  });
  it('takes what a presenter sends', () => {
    expect(['PageDown', 'PageUp', 'b', '.'].map((key) => keyAction(key, true))).toEqual(['pause', 'pause', 'stop', 'stop']);
    expect(keyAction('a', false)).toBeNull();
  });
});
