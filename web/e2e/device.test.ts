// Coaching in the browser itself: a whole set with the network cut in the middle, and what goes up of it.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { engineMs, exposeEngine, LivePage, setMs, type Summary } from './live_page';
import { Stage } from './stage';

/** Joints of a minute take some 60 KB; one JPEG of a second would be more. */
const mostUploadBytes = 400_000;
const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
});
afterAll(async () => stage?.strike());
afterEach(() => stage.gate.restore());

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
async function serversSummary(context: BrowserContext, id: string): Promise<Summary> {
  const headers = { origin: stage.url, 'content-type': 'application/json' };
  const answer = await context.request.post(`${stage.url}/api/sessions/${id}/finish`, { headers, data: {} });
  return (await answer.json()) as Summary;
}

function withoutAddress({ session: _, url: __, ...rest }: Summary): string {
  return JSON.stringify(rest);  // both sides write their keys in order
}

/** What the engine takes the movement for, picture by picture, from now on. */
async function watchRecognised(page: Page): Promise<void> {
  await page.evaluate(() => {
    const recognised: string[] = [];
    const { engineWorker } = Object.assign(window, { recognised }) as unknown as { engineWorker: Worker };
    engineWorker.addEventListener('message', ({ data }: MessageEvent<{ message?: { recognised?: { exercise: string } | null } }>) => {
      const { exercise } = data.message?.recognised ?? {};
      if (exercise !== undefined) recognised.push(exercise);
    });
  });
}

async function recognisedBy(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { recognised: string[] }).recognised);
}

describe('a set on this device', () => {
  it('goes on without a network, sends no picture, and the server comes to the same summary', async () => {
    const live = await LivePage.open(stage, 'device');
    const { page, wire } = live;
    expect(await page.textContent('[data-in="device"]')).toContain('Your video stays on this device');
    expect(await violations(page)).toEqual([]);
    await untilKept(page);

    stage.gate.takeUp();
    await live.begin();
    await live.untilCount(2);
    stage.gate.cut();
    await live.untilCount(5);
    expect(wire.sockets).toEqual([]);
    await live.stop();
    expect(await live.untilKept()).toBe(5);
    expect(await page.textContent('#kept-faults')).toContain('2×');
    expect(await violations(page)).toEqual([]);
    const shown = await keptSummary(page);

    await page.goto(`${stage.url}/sessions`);
    expect(await page.textContent('h1')).toBe('No connection');
    expect(await page.textContent('[data-kept]')).toContain('Will be uploaded when you are online');
    expect(await violations(page)).toEqual([]);

    stage.gate.restore();
    await page.goto(`${stage.url}/sessions`);
    await page.waitForSelector('.session-row', { timeout: 30_000 });
    const sessions = await live.sessions();
    expect(sessions).toHaveLength(1);
    expect(withoutAddress(await serversSummary(live.context, sessions[0]!.id))).toBe(withoutAddress(shown));
    expect(await page.locator('[data-kept]').isVisible()).toBe(false);

    const up = stage.gate.takeUp();
    expect(up.includes(jpegStart)).toBe(false);
    expect(up.length).toBeLessThan(mostUploadBytes);
    expect(wire.sockets).toEqual([]);
    expect(wire.largestBody).toBeLessThan(20_000);
    expect(live.errors.filter((text) => !text.includes('net::ERR'))).toEqual([]);

    await page.reload();
    await page.waitForTimeout(2000);
    expect(await page.locator('.session-row').count()).toBe(1);
    expect(await live.stored()).toEqual([0, 0]);
    await live.close();
  }, 3 * setMs);

  it('asks without a connection how bad it was, and remembers it on the exercise, there and on the server', async () => {
    const live = await LivePage.open(stage, 'device');
    const { page } = live;
    await untilKept(page);
    await live.begin();
    await live.untilCount(1);
    stage.gate.cut();
    await live.stop('pain');
    await live.untilKept();
    expect(await page.locator('#panel-kept').innerText()).toContain('Do not do this exercise again today.');
    expect(await page.locator('text=Do it again').isVisible()).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.click('#kept-pain label:has(input[value="7"])');
    await page.waitForFunction(() => document.querySelector('[data-pain-said]')?.textContent?.includes('7 of 10'));

    const remembered = async () => {
      await page.goto(`${stage.url}/exercises/squat`);
      await page.waitForSelector('[data-hurt]:not([hidden])');
      return page.locator('[data-hurt]').innerText();
    };
    expect(await remembered()).toContain('The last time it hurt (7 of 10).');

    stage.gate.restore();
    await page.goto(`${stage.url}/sessions`);
    await page.click('.session-link');
    expect(await page.locator('.pain').innerText()).toContain('You said: 7 of 10.');
    const cached = () => page.evaluate(async () => (await caches.match('/exercises/squat'))?.text());
    await expect.poll(cached, { timeout: engineMs }).toContain('(7 of 10)');
    stage.gate.cut();
    expect(await remembered()).toContain('The last time it hurt (7 of 10), ');
    await live.close();
  }, 2 * setMs);

  it('can begin without a network, once the page has been loaded', async () => {
    const live = await LivePage.open(stage, 'device');
    await untilKept(live.page);
    stage.gate.cut();
    await live.reload('device');
    await live.begin();
    await live.page.waitForSelector('[data-state="active"]', { timeout: setMs });
    await live.page.goto(`${stage.url}/exercises/bridge`);
    expect(await live.page.textContent('h1')).toBe('Bridge');
    await live.close();
  }, 2 * setMs);

  it('says so while the browser has no room, and loses nothing', async () => {
    const live = await LivePage.open(stage, 'device');
    const debuggerOf = await live.context.newCDPSession(live.page);
    const room = (bytes?: number) => debuggerOf.send('Storage.overrideQuotaForOrigin', {
      origin: stage.url, ...(bytes === undefined ? {} : { quotaSize: bytes }),
    });
    await live.begin();
    await live.untilCount(1);
    await room(1);
    await live.untilNoted('cannot be saved just now');
    await live.untilCount(2);
    await room();
    await live.untilNoted('Everything is saved again.');
    const shown = await live.count();
    await live.stop();
    expect(await live.untilSummedUp()).toBeGreaterThanOrEqual(shown);
    await live.close();
  }, 2 * setMs);

  it('is gone on with after a reload, and knows what it looks like', async () => {
    const live = await LivePage.open(stage, 'device', exposeEngine);
    await watchRecognised(live.page);
    await live.untilMeasured();
    await live.page.waitForLoadState('networkidle');  // the exercises have been learnt
    await live.begin();
    await live.untilCount(1);
    await expect.poll(async () => (await recognisedBy(live.page)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    const recognised = await recognisedBy(live.page);
    expect(recognised.filter((exercise) => exercise === 'squat').length).toBeGreaterThan(recognised.length / 2);
    await live.page.waitForTimeout(1500);
    await live.reload('device');
    await live.begin();
    await live.untilCount(1);
    await live.stop();
    expect(await live.untilSummedUp()).toBeGreaterThanOrEqual(1);
    expect(await live.listed()).toBe(1);
    await live.close();
  }, 2 * setMs);
});
