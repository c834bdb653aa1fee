// Coaching in the browser itself: a whole set with the network cut in the middle, and what goes up of it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { fakeCamera, launch, watchErrors } from './browser';
import { fiveSquats } from './footage';
import { Gate } from './gate';
import { Server } from './server';

const setMs = 150_000;
const engineMs = 60_000;
/** Joints of a minute take some 60 KB; one JPEG of a second would be more. */
const mostUploadBytes = 400_000;
const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

let server: Server;
let gate: Gate;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'ezpt-footage-'));
beforeAll(async () => {
  const camera = join(folder, 'squats.mjpeg');
  fiveSquats(camera);
  server = await Server.start(['--allow-host', '127.0.0.1']);
  gate = await Gate.to(Number(new URL(server.url).port));
  browser = await launch(...fakeCamera(camera));
});
afterAll(async () => {
  await browser?.close();
  gate?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => gate.restore());

type Summary = { session?: string; url?: string; count: number };

/** What goes up on WebSockets, and how large the bodies of requests are, as the browser's own debugger sees it. */
function watchWire(page: Page): { sockets: string[]; largestBody: number } {
  const seen = { sockets: [] as string[], largestBody: 0 };
  page.on('websocket', (socket) => seen.sockets.push(socket.url()));
  page.context().on('request', (request) => {
    seen.largestBody = Math.max(seen.largestBody, request.postDataBuffer()?.length ?? 0);
  });
  return seen;
}

async function open(context: BrowserContext, exercise = 'squat', place = 'device'): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(`${gate.url}/exercises/${exercise}/session?source=camera&on=${place}`);
  await page.waitForSelector(`[data-place="${place}"]`, { timeout: engineMs });
  return { page, errors };
}

async function begin(page: Page): Promise<void> {
  await page.click('[data-for="camera"] [data-start="camera"]');
  await page.waitForSelector('[data-panel="live"]', { timeout: engineMs });
}

const untilCount = (page: Page, count: number) =>
  page.waitForFunction((wanted) => Number(document.getElementById('count')?.textContent) >= wanted, count, { timeout: setMs });

async function stop(page: Page): Promise<void> {
  await page.click('#stop');
  await page.click('[data-reason="done"]');
}

/** Everything for later has been fetched. */
async function untilKept(page: Page): Promise<void> {
  const missing = () => page.evaluate(async () => {
    const manifest = await caches.match('/static/engine.json');
    if (manifest === undefined) return ['/static/engine.json'];
    const { model } = (await manifest.json()) as { model: { file: string } };
    const wanted = [`/static/${model.file}`, '/exercises/squat/session', '/exercises/bridge', '/static/offline.html'];
    const found = await Promise.all(wanted.map((address) => caches.match(address)));
    return wanted.filter((_, i) => found[i] === undefined);
  });
  await expect.poll(missing, { timeout: engineMs, interval: 1000 }).toEqual([]);
}

/** The summary that the page showed, as the browser keeps it with the set. */
async function keptSummary(page: Page): Promise<Summary> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open('ezpt');
      request.onsuccess = () => done(request.result);
    });
    return new Promise<Summary>((done) => {
      const request = database.transaction('sets').objectStore('sets').getAll();
      request.onsuccess = () => done((request.result as { summary: Summary }[])[0]!.summary);
    });
  });
}

/** What the server makes of the record: finishing once more says it again and changes nothing. */
async function serversSummary(context: BrowserContext): Promise<Summary> {
  const { sessions } = (await (await context.request.get(`${gate.url}/api/sessions`)).json()) as { sessions: { id: string }[] };
  const headers = { origin: gate.url, 'content-type': 'application/json' };
  const answer = await context.request.post(`${gate.url}/api/sessions/${sessions[0]?.id ?? ''}/finish`, { headers, data: {} });
  return (await answer.json()) as Summary;
}

function withoutAddress({ session: _, url: __, ...rest }: Summary): string {
  return JSON.stringify(rest);  // both sides write their keys in order
}

describe('a set on this device', () => {
  it('goes on without a network, sends no picture, and the server comes to the same summary', async () => {
    const context = await browser.newContext();
    const { page, errors } = await open(context);
    const wire = watchWire(page);
    expect(await page.textContent('[data-in="device"]')).toContain('Your video stays on this device');
    expect(await violations(page)).toEqual([]);
    await untilKept(page);

    gate.takeUp();
    await begin(page);
    await untilCount(page, 2);
    gate.cut();
    await untilCount(page, 5);
    expect(wire.sockets).toEqual([]);
    await stop(page);
    await page.waitForSelector('[data-panel="kept"]', { timeout: 30_000 });
    expect(await page.textContent('#kept-count')).toBe('5');
    expect(await page.textContent('#kept-faults')).toContain('2×');
    expect(await violations(page)).toEqual([]);
    const shown = await keptSummary(page);

    await page.goto(`${gate.url}/sessions`);
    expect(await page.textContent('h1')).toBe('No connection');
    expect(await page.textContent('[data-kept]')).toContain('Will be uploaded when you are online');
    expect(await violations(page)).toEqual([]);

    gate.restore();
    await page.goto(`${gate.url}/sessions`);
    await page.waitForSelector('.session-row', { timeout: 30_000 });
    expect(await page.locator('.session-row').count()).toBe(1);
    expect(withoutAddress(await serversSummary(context))).toBe(withoutAddress(shown));
    expect(await page.locator('[data-kept]').isVisible()).toBe(false);

    const up = gate.takeUp();
    expect(up.includes(jpegStart)).toBe(false);
    expect(up.length).toBeLessThan(mostUploadBytes);
    expect(wire.sockets).toEqual([]);
    expect(wire.largestBody).toBeLessThan(20_000);
    expect(errors.filter((text) => !text.includes('net::ERR'))).toEqual([]);

    await page.reload();
    await page.waitForTimeout(2000);
    expect(await page.locator('.session-row').count()).toBe(1);
    await context.close();
  }, 3 * setMs);

  it('can begin without a network, once the page has been loaded', async () => {
    const context = await browser.newContext();
    const { page } = await open(context);
    await untilKept(page);
    gate.cut();
    await page.reload();
    await page.waitForSelector('[data-place="device"]', { timeout: engineMs });
    await begin(page);
    await page.waitForSelector('[data-state="active"]', { timeout: setMs });
    await page.goto(`${gate.url}/exercises/bridge`);
    expect(await page.textContent('h1')).toBe('Bridge');
    gate.restore();
    await context.close();
  }, 2 * setMs);

  it('is gone on with after a reload', async () => {
    const context = await browser.newContext();
    const { page } = await open(context);
    await begin(page);
    await untilCount(page, 1);
    await page.waitForTimeout(1500);
    await page.reload();
    await page.waitForSelector('[data-place="device"]', { timeout: engineMs });
    await begin(page);
    await untilCount(page, 1);
    await stop(page);
    await page.waitForURL('**/sessions/*', { timeout: 30_000 });
    expect(Number(await page.textContent('.tile-main .figure-number'))).toBeGreaterThanOrEqual(1);
    await page.goto(`${gate.url}/sessions`);
    expect(await page.locator('.session-row').count()).toBe(1);
    await context.close();
  }, 2 * setMs);

  it('goes on with the server, asked first, when the engine ends', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      const Original = window.Worker;
      Object.assign(window, {
        Worker: class extends Original {
          constructor(...parameters: ConstructorParameters<typeof Worker>) {
            super(...parameters);
            Object.assign(window, { engineWorker: this });
          }
        },
      });
    });
    const { page } = await open(context);
    const wire = watchWire(page);
    await begin(page);
    await untilCount(page, 1);
    await page.waitForTimeout(1500);
    await page.evaluate(() => {
      const { engineWorker } = window as unknown as { engineWorker: Worker };
      engineWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    });
    await page.waitForSelector('#panel-problem[data-problem="device-failed"]');
    expect(await page.textContent('#panel-problem')).toContain(new URL(gate.url).host);
    expect(await violations(page)).toEqual([]);
    expect(wire.sockets).toEqual([]);
    await page.click('#panel-problem [data-place="server"]');
    await page.waitForSelector('[data-panel="live"]');
    expect(wire.sockets).toHaveLength(1);
    await untilCount(page, 1);
    await stop(page);
    await page.waitForURL('**/sessions/*', { timeout: 30_000 });
    expect(Number(await page.textContent('.tile-main .figure-number'))).toBeGreaterThanOrEqual(1);
    await page.goto(`${gate.url}/sessions`);
    expect(await page.locator('.session-row').count()).toBe(1);
    await context.close();
  }, 2 * setMs);

  it('is gone on with here when the server falls silent', async () => {
    const context = await browser.newContext();
    const { page } = await open(context, 'squat', 'server');
    expect(await page.textContent('[data-in="server"]')).toContain('Frames go from this browser');
    await begin(page);
    await untilCount(page, 2);
    gate.cut();
    await page.waitForFunction(() => document.getElementById('connection')?.textContent === 'On this device', undefined, { timeout: 30_000 });
    await untilCount(page, 4);
    await stop(page);
    await page.waitForSelector('[data-panel="kept"]', { timeout: 30_000 });
    expect(Number(await page.textContent('#kept-count'))).toBeGreaterThanOrEqual(4);
    gate.restore();
    await context.close();
  }, 2 * setMs);
});
