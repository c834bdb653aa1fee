import { describe, expect, it } from 'vitest';
import { Pump } from './pump';

describe('Pump', () => {
  it('keeps at most two frames under way', () => {
    const pump = new Pump(10);
    expect([pump.take(0), pump.take(1), pump.take(2)]).toEqual([11, 12, null]);
  });

  it('counts replaced frames as answered by the newer one', () => {
    const pump = new Pump(0);
    pump.take(0);
    pump.take(0);
    pump.answered(2);
    expect([pump.take(1), pump.take(1), pump.take(1)]).toEqual([3, 4, null]);
  });

  it('gives up on an answer that never comes', () => {
    const pump = new Pump(0);
    pump.take(0);
    pump.take(0);
    expect(pump.take(1999)).toBeNull();
    expect(pump.take(2001)).toBe(3);
  });
});
