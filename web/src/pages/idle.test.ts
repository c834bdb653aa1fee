import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchIdle } from './idle';

function makeTab(idleSeconds?: string) {
  const document = Object.assign(new EventTarget(), { body: { dataset: idleSeconds === undefined ? {} : { idleSeconds } } });
  return Object.assign(new EventTarget(), {
    document,
    setTimeout: (call: () => void, ms: number) => setTimeout(call, ms) as unknown as number,
    clearTimeout: (timer: number) => clearTimeout(timer),
  });
}

function makeStorage() {
  const values = new Map<string, string>();
  return { getItem: (name: string) => values.get(name) ?? null, setItem: (name: string, value: string) => void values.set(name, value) };
}

type Tab = ReturnType<typeof makeTab>;

function watch(tab: Tab, storage = makeStorage()) {
  const reload = vi.fn();
  watchIdle(tab as unknown as Window, () => storage, reload);
  return reload;
}

describe('watchIdle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fetches the page anew when nobody touched it for that long, not earlier', () => {
    const reload = watch(makeTab('900'));
    vi.advanceTimersByTime(900_000);
    expect(reload).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('waits again after each key, and each move of the pointer', () => {
    const tab = makeTab('900');
    const reload = watch(tab);
    for (const input of ['keydown', 'pointermove', 'pointerdown']) {
      vi.advanceTimersByTime(890_000);
      tab.dispatchEvent(new Event(input));
    }
    vi.advanceTimersByTime(890_000);
    expect(reload).not.toHaveBeenCalled();
    vi.advanceTimersByTime(12_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('waits as long as another tab is used, and not because that one was fetched anew', () => {
    const storage = makeStorage();
    const used = makeTab('900');
    const behind = watch(makeTab('900'), storage);
    vi.advanceTimersByTime(600_000);
    const front = watch(used, storage);
    vi.advanceTimersByTime(600_000);
    used.dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(890_000);
    expect(behind).not.toHaveBeenCalled();
    vi.advanceTimersByTime(12_000);
    expect(behind).toHaveBeenCalledTimes(1);
    expect(front).toHaveBeenCalledTimes(1);
  });

  it('looks as soon as a computer wakes', () => {
    const tab = makeTab('900');
    const reload = watch(tab);
    vi.setSystemTime(Date.now() + 3_600_000);
    tab.document.dispatchEvent(new Event('visibilitychange'));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('knows of its own tab where storage is switched off', () => {
    const reload = vi.fn();
    watchIdle(makeTab('60') as unknown as Window, () => { throw new Error('denied'); }, reload);
    vi.advanceTimersByTime(62_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('does nothing where nobody is signed in', () => {
    for (const idleSeconds of [undefined, '', '0', 'soon']) {
      const reload = watch(makeTab(idleSeconds));
      vi.advanceTimersByTime(10_000_000);
      expect(reload).not.toHaveBeenCalled();
    }
  });
});
