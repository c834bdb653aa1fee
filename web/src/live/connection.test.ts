import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from './protocol';
import { backoffMs, Connection } from './connection';
import type { Ending, Link } from './transport';

class FakeSocket {
  binaryType = '';
  bufferedAmount = 0;
  sent: (string | ArrayBuffer)[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  send(data: string | ArrayBuffer) {
    this.sent.push(data);
  }
  close() {}
  hello(): { resume: string | null } {
    return JSON.parse(this.sent[0] as string) as { resume: string | null };
  }
  welcome(token: string, keep = 300) {
    const message = { type: 'welcome', session: 's', resume_token: token, resumed: false, keep_s: keep };
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const sockets: FakeSocket[] = [];
const links: Link[] = [];
const endings: [Ending, string][] = [];
const messages: ServerMessage[] = [];

function start(resume: string | null = null) {
  const transport = new Connection(
    {
      url: 'ws://127.0.0.1/live',
      protocol: 1,
      resume,
      hello: () => ({ exercise: 'squat', side: null, language: 'en', limit: null, view: { width: 640, height: 480 }, source: 'camera' }),
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
    },
    {
      onLink: (link) => links.push(link),
      onMessage: (message) => messages.push(message),
      onEnd: (ending, detail) => endings.push([ending, detail]),
    },
  );
  transport.connect();
  return transport;
}
const socket = (index: number) => sockets[index]!;

beforeEach(() => {
  vi.useFakeTimers();
  for (const list of [sockets, links, endings, messages]) list.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('Connection', () => {
  it('sends no frame before the welcome, nor into a full line', () => {
    const transport = start();
    socket(0).onopen?.();
    expect(transport.sendFrame(1, 0, 640, 480, new ArrayBuffer(1))).toBe(false);
    socket(0).welcome('a');
    expect(transport.sendFrame(1, 0, 640, 480, new ArrayBuffer(1))).toBe(true);
    socket(0).bufferedAmount = 1 << 20;
    expect(transport.sendFrame(2, 0, 640, 480, new ArrayBuffer(1))).toBe(false);
  });

  it('comes back to the same set after the network dropped', () => {
    start();
    socket(0).onopen?.();
    socket(0).welcome('token-1');
    socket(0).onclose?.({ code: 1006, reason: '' });
    expect(links.at(-1)).toBe('lost');
    vi.advanceTimersByTime(500);
    socket(1).onopen?.();
    expect(socket(1).hello().resume).toBe('token-1');
    socket(1).welcome('token-2');
    expect(links.at(-1)).toBe('open');
  });

  it('waits longer from try to try, and gives up when the set is no longer kept', () => {
    expect([0, 1, 2, 3, 4, 9].map(backoffMs)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    start();
    socket(0).onopen?.();
    socket(0).welcome('a', 10);
    for (let i = 0; i < 8; ++i) {
      socket(sockets.length - 1).onclose?.({ code: 1006, reason: '' });
      vi.advanceTimersByTime(5000);
    }
    expect(endings).toEqual([['connection', '']]);
  });

  it('tries at once when told that the network is back', () => {
    const transport = start();
    socket(0).onclose?.({ code: 1006, reason: '' });
    transport.hurry();
    expect(sockets).toHaveLength(2);
    socket(1).welcome('a');
    vi.advanceTimersByTime(10_000);
    expect(sockets).toHaveLength(2);
  });

  it('takes silence after a frame for a lost network, and a pause without frames for none', () => {
    const transport = start();
    socket(0).onopen?.();
    socket(0).welcome('a');
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    transport.sendFrame(1, 0, 640, 480, new ArrayBuffer(1));
    vi.advanceTimersByTime(5000);
    expect(links.at(-1)).toBe('open');
    vi.advanceTimersByTime(1000);
    expect(links.at(-1)).toBe('lost');
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
  });

  it('takes silence after a stop for a lost network, too', () => {
    const transport = start();
    socket(0).onopen?.();
    socket(0).welcome('a');
    transport.send({ type: 'pause' });
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    transport.send({ type: 'stop', reason: 'done' });
    vi.advanceTimersByTime(6500);
    expect(sockets).toHaveLength(2);
  });

  it('does not wait for ever for a welcome', () => {
    start();
    vi.advanceTimersByTime(7000);
    expect(sockets).toHaveLength(2);
  });

  it('does not come back where the server has said no', () => {
    for (const [code, ending] of [[4005, 'busy'], [4006, 'elsewhere'], [4002, 'refused']] as const) {
      start();
      socket(sockets.length - 1).onclose?.({ code, reason: 'why' });
      expect(endings.at(-1)).toEqual([ending, 'why']);
    }
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(3);
  });

  it('goes on with the set of an earlier page of this tab', () => {
    start('stored');
    socket(0).onopen?.();
    expect(socket(0).hello().resume).toBe('stored');
  });
});
