import { describe, expect, it } from 'vitest';
import { Latency, latencyText } from './latency';

describe('Latency', () => {
  it('says what is usual and what the slowest hundredth waits', () => {
    const latency = new Latency();
    for (let i = 1; i <= 1000; ++i) latency.record(i);
    const figures = latency.figures('server');
    expect(figures).toEqual({ p50: 501, p99: 991, pictures: 1000, place: 'server' });
    expect(latencyText(figures!)).toContain('501 ms');
  });
  it('shows the last pictures, not the whole set', () => {
    const latency = new Latency();
    for (let i = 0; i < 1000; ++i) latency.record(500);
    for (let i = 0; i < 30; ++i) latency.record(20);
    expect(latency.now).toBe(20);
  });
  it('has nothing to say without a picture, and ignores a clock that went back', () => {
    const latency = new Latency();
    latency.record(-5);
    expect(latency.figures('device')).toBeNull();
    expect(latency.now).toBeNull();
  });
});
