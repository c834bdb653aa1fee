import { describe, expect, it } from 'vitest';
import { Pump } from './pump';

describe('Pump', () => {
  it('has one frame under way while answers come quickly', () => {
    const pump = new Pump(10);
    expect(pump.take(0)).toBe(11);
    expect(pump.take(5)).toBeNull();
    pump.answered(11, 20, 15);
    expect(pump.take(21)).toBe(12);
  });

  it('has two under way on a slow network, never three', () => {
    const pump = new Pump(0);
    for (let sequence = 1, now = 0; sequence < 20; ++sequence, now += 200) {
      pump.take(now);
      pump.answered(sequence, now + 150, 20);
    }
    expect(pump.take(10_000)).not.toBeNull();
    expect(pump.take(10_001)).not.toBeNull();
    expect(pump.take(10_002)).toBeNull();
  });

  it('does not take slow work for a slow network', () => {
    const pump = new Pump(0);
    for (let sequence = 1, now = 0; sequence < 20; ++sequence, now += 200) {
      pump.take(now);
      pump.answered(sequence, now + 150, 145);
    }
    expect(pump.take(10_000)).not.toBeNull();
    expect(pump.take(10_001)).toBeNull();
  });

  it('gives up on an answer that never comes', () => {
    const pump = new Pump(0);
    expect(pump.take(0)).toBe(1);
    expect(pump.take(1999)).toBeNull();
    expect(pump.take(2001)).toBe(2);
  });

  it('starts anew with a new connection, but never numbers twice', () => {
    const pump = new Pump(0);
    pump.take(0);
    pump.clear();
    expect(pump.take(1)).toBe(2);
  });
});
