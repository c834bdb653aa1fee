import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinkWatch } from './link_watch';

const status = { textContent: '', classList: { toggle: vi.fn() }, parentElement: null };
const silent = vi.fn();
const outOfReach = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { getElementById: () => status, documentElement: { lang: 'en' } });
  vi.clearAllMocks();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('LinkWatch', () => {
  it('tells of a silent server once, however often it is tried again, and keeps asking for another way', () => {
    const watch = new LinkWatch(silent, outOfReach);
    watch.changed('lost', 'server');
    expect(status.textContent).toContain('your count is kept');
    vi.advanceTimersByTime(2000);
    expect(silent).toHaveBeenCalledTimes(1);
    expect(outOfReach).not.toHaveBeenCalled();
    for (let i = 0; i < 30; ++i) {
      watch.changed('lost', 'server');
      vi.advanceTimersByTime(2000);
    }
    expect(silent).toHaveBeenCalledTimes(1);
    expect(outOfReach.mock.calls.length).toBeGreaterThan(1);
    watch.changed('open', 'server');
    watch.changed('lost', 'server');
    vi.advanceTimersByTime(2000);
    expect(silent).toHaveBeenCalledTimes(2);
  });

  it('says nothing of a blink of the network', () => {
    const watch = new LinkWatch(silent, outOfReach);
    for (let i = 0; i < 10; ++i) {
      watch.changed('lost', 'server');
      vi.advanceTimersByTime(1000);
      watch.changed('open', 'server');
    }
    vi.advanceTimersByTime(60_000);
    expect(silent).not.toHaveBeenCalled();
    expect(outOfReach).not.toHaveBeenCalled();
  });

  it('waits for no server where this device coaches', () => {
    new LinkWatch(silent, outOfReach).changed('lost', 'device');
    vi.advanceTimersByTime(60_000);
    expect(silent).not.toHaveBeenCalled();
    expect(outOfReach).not.toHaveBeenCalled();
  });
});
