import { describe, expect, it } from 'vitest';
import type { KeptSet } from './set_store';
import { isComplete, Refused, sendRecord, sendSet, type Fetch } from './upload';

const set: KeptSet = {
  id: 'local-1', exercise: 'squat', side: null, language: 'en', limit: null, source: 'camera', width: 640, height: 480,
  startedMs: 1000, touchedMs: 2000, ended: 'done', summary: null, remote: null, goneOnAfter: null,
};
const chunks = [1, 2, 3].map((value) => new Uint8Array([value]));

/** A server that keeps what it is sent, and whose connection breaks before the answer to request `breaksAt`. */
function server(breaksAt = Infinity) {
  const kept = new Map<string, number[]>();
  const asked: string[] = [];
  const fetch_: Fetch = (address, { method, body }) => {
    asked.push(`${method} ${address}`);
    const put = /chunks\/(\d+)$/.exec(address);
    if (address === '/api/sessions') {
      const { key } = JSON.parse(body as string) as { key: string };
      if (!kept.has(key)) kept.set(key, []);
    } else if (put !== null) {
      kept.get('local-1')![Number(put[1])] = (body as Uint8Array)[0]!;
    }
    if (asked.length === breaksAt) return Promise.reject(new TypeError('Failed to fetch'));
    const answer = { session: 'r1', url: '/sessions/r1', chunks: kept.get('local-1')?.length ?? 0, count: 3 };
    return Promise.resolve(new Response(put === null ? JSON.stringify(answer) : null, { status: put === null ? 200 : 204 }));
  };
  return { kept, asked, fetch_ };
}

describe('sendRecord', () => {
  it('sends the chunks in order and gives back what the server made of them', async () => {
    const { kept, fetch_ } = server();
    const uploaded = await sendRecord(fetch_, set, chunks, 'finish');
    expect(kept.get('local-1')).toEqual([1, 2, 3]);
    expect(uploaded.url).toBe('/sessions/r1');
    expect(uploaded.summary?.count).toBe(3);
  });

  it('can break anywhere and be done again without doubling anything', async () => {
    for (let breaksAt = 1; breaksAt <= 5; ++breaksAt) {
      const { kept, fetch_ } = server(breaksAt);
      await expect(sendRecord(fetch_, set, chunks, 'finish')).rejects.toThrow('Failed to fetch');
      await sendRecord(fetch_, set, chunks, 'finish');
      expect([...kept.entries()]).toEqual([['local-1', [1, 2, 3]]]);
    }
  });

  it('does not send what is there', async () => {
    const { asked, fetch_ } = server();
    await sendRecord(fetch_, set, chunks.slice(0, 2), 'leave-open');
    await sendRecord(fetch_, set, chunks, 'finish');
    expect(asked.filter((line) => line.startsWith('PUT'))).toEqual([0, 1, 2].map((i) => `PUT /api/sessions/r1/chunks/${i}`));
  });

  it('takes over what the server began, and sends what this browser made of it', async () => {
    const { asked, kept, fetch_ } = server();
    kept.set('local-1', [1, 7]);  // 7: the server's own last second
    await sendRecord(fetch_, { ...set, remote: 'r1', goneOnAfter: 1 }, chunks, 'finish');
    expect(asked).toEqual([
      'POST /api/sessions/r1/take-over', 'PUT /api/sessions/r1/chunks/1', 'PUT /api/sessions/r1/chunks/2', 'POST /api/sessions/r1/finish',
    ]);
    expect(kept.get('local-1')).toEqual([1, 2, 3]);
  });

  it('leaves the set as the server ended it, where the stop reached it after all', async () => {
    const { fetch_ } = server();
    const ended: Fetch = (address, init) => (init.method === 'PUT' ? Promise.resolve(new Response('', { status: 409 })) : fetch_(address, init));
    const uploaded = await sendRecord(ended, { ...set, remote: 'r1', goneOnAfter: 1 }, chunks, 'finish');
    expect(uploaded.summary?.count).toBe(3);
    await expect(sendRecord(ended, set, chunks, 'finish')).rejects.toBeInstanceOf(Refused);
  });

  it('tells a refusal from a lost network', async () => {
    const refusing: Fetch = () => Promise.resolve(new Response('', { status: 404 }));
    await expect(sendRecord(refusing, set, chunks, 'finish')).rejects.toBeInstanceOf(Refused);
  });
});

describe('sendSet', () => {
  const pain = () => Promise.resolve(7);

  it('sends how bad it was after the record, and again with it where the network broke in between', async () => {
    const whole = server();
    await sendSet(whole.fetch_, set, chunks, pain);
    expect(whole.asked.slice(-2)).toEqual(['POST /api/sessions/r1/finish', 'POST /api/sessions/r1/pain']);

    const broken = server(6);
    await expect(sendSet(broken.fetch_, set, chunks, pain)).rejects.toThrow('Failed to fetch');
    await sendSet(broken.fetch_, set, chunks, pain);
    expect(broken.asked.at(-1)).toBe('POST /api/sessions/r1/pain');
  });

  it('says nothing of pain where nothing was said, and leaves the set sent where the answer is not taken', async () => {
    const silent = server();
    await sendSet(silent.fetch_, set, chunks, () => Promise.resolve(undefined));
    expect(silent.asked.at(-1)).toBe('POST /api/sessions/r1/finish');

    const { fetch_ } = server();
    const refusing: Fetch = (address, init) => (address.endsWith('/pain') ? Promise.resolve(new Response('', { status: 404 })) : fetch_(address, init));
    expect((await sendSet(refusing, set, chunks, pain)).url).toBe('/sessions/r1');
  });
});

describe('isComplete', () => {
  it('leaves a set alone while somebody may go on with it', () => {
    expect(isComplete(set, 3000)).toBe(true);
    expect(isComplete({ ...set, ended: null }, 3000)).toBe(false);
    expect(isComplete({ ...set, ended: null }, 400_000)).toBe(true);
  });
});
