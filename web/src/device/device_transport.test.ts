import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from '../live/protocol';
import type { Ending } from '../live/transport';
import { DeviceTransport } from './device_transport';
import type { EngineWorker } from './engine_worker';
import type { ToWorker } from './messages';

class FakeFrame {
  close() {}
}
const video = { readyState: 4 } as HTMLVideoElement;
const welcome = { type: 'welcome' } as ServerMessage;
const feedback = { type: 'feedback' } as ServerMessage;

function start() {
  const sent: ToWorker[] = [];
  const endings: [Ending, string][] = [];
  const engine = {
    send: (message: ToWorker) => sent.push(message), stop: () => undefined,
    onMessage: (_: ServerMessage) => undefined, onFailed: (_: string) => undefined,
  };
  const set = () => ({ id: 's', exercise: 'squat', side: null, language: 'en', limit: null, source: 'camera' as const, width: 640, height: 480 });
  const transport = new DeviceTransport(engine as unknown as EngineWorker, { set, resume: false }, {
    onLink: () => undefined, onMessage: () => undefined, onEnd: (...ending) => endings.push(ending),
  });
  transport.connect();
  return { transport, engine, endings, pictures: () => sent.filter((message) => message.type === 'picture') };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { VideoFrame: FakeFrame });
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('document', { hidden: false, documentElement: { lang: 'en' } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('DeviceTransport', () => {
  it('has one picture under way, and of those that wait sends the newest', async () => {
    const { transport, engine, pictures } = start();
    transport.offer(video, 1);
    await settled();
    expect(pictures()).toHaveLength(0);  // not before the welcome
    engine.onMessage(welcome);
    for (const t of [2, 3, 4]) transport.offer(video, t);
    await settled();
    expect(pictures().map(({ t }) => t)).toEqual([2]);
    engine.onMessage(feedback);
    await settled();
    expect(pictures().map(({ t }) => t)).toEqual([2, 4]);
    const [first, second] = pictures();
    expect(second!.sequence).toBeGreaterThan(first!.sequence);
  });

  it('ends when the device cannot follow a movement', async () => {
    const { transport, engine, endings } = start();
    engine.onMessage(welcome);
    for (let i = 0; i < 30; ++i) {
      transport.offer(video, i);
      await settled();
      await vi.advanceTimersByTimeAsync(400);
      engine.onMessage(feedback);
    }
    expect(endings).toHaveLength(1);
    expect(endings[0]?.[1]).toContain('fewer than four');
  });

  it('ends when the worker falls silent, or fails', async () => {
    const silent = start();
    silent.engine.onMessage(welcome);
    silent.transport.offer(video, 1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(silent.endings[0]?.[0]).toBe('device-failed');
    const failing = start();
    failing.engine.onFailed('no memory');
    expect(failing.endings).toEqual([['device-failed', 'no memory']]);
  });
});
