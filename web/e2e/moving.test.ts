// A set that moves while it goes on: from this device to the server, from the server to this device.

import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { exposeEngine, LivePage, setMs, type Place } from './live_page';
import { Stage } from './stage';

/** What the page shows may be ahead of its copy: it falls back by what one second can have counted. */
const mayFallBack = 1;
/** What is counted is stored before it is shown; after this it is in the browser, too. */
const copiedMs = 500;
const squats = 5;
/** The page tries again every half a minute. */
const uploadMs = 60_000;

async function withoutEngine(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
}

/** The connection breaks at the very moment at which the server has ended the set. */
async function loseFirstSummary(context: BrowserContext): Promise<void> {
  let lost = false;
  await context.routeWebSocket(/\/live/, (near) => {
    near.connectToServer().onMessage((data) => {
      const isSummary = typeof data === 'string' && (JSON.parse(data) as { type: string }).type === 'summary';
      if (!isSummary || lost) return near.send(data);
      lost = true;
      void near.close({ code: 1001 });
    });
  });
}

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
});
afterAll(async () => stage?.strike());
afterEach(() => stage.gate.restore());

/** A visitor in the middle of a set. */
async function underWay(count: number, place: Place, prepare?: (context: BrowserContext) => Promise<void>): Promise<LivePage> {
  const live = await LivePage.open(stage, place, prepare);
  await live.begin();
  await live.untilCount(count);
  return live;
}

describe('a set on this device', () => {
  it('goes on with the server, asked first, when the engine ends', async () => {
    const live = await underWay(1, 'device', exposeEngine);
    const { page, wire } = live;
    await page.waitForTimeout(1500);
    await page.evaluate(() => {
      const { engineWorker } = window as unknown as { engineWorker: Worker };
      engineWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    });
    await page.waitForSelector('#panel-problem[data-problem="device-failed"]');
    expect(await page.textContent('#panel-problem')).toContain(new URL(stage.url).host);
    expect(await violations(page)).toEqual([]);
    expect(wire.sockets).toEqual([]);
    await page.click('#panel-problem [data-place="server"]');
    await page.waitForSelector('[data-panel="live"]');
    expect(wire.sockets).toHaveLength(1);
    await live.untilCount(1);
    await live.stop();
    expect(await live.untilSummedUp()).toBeGreaterThanOrEqual(1);
    expect(await live.listed()).toBe(1);
    await live.close();
  }, 2 * setMs);
});

describe('a set with the server', () => {
  /** The network goes, the set does not; and when the network is back, the server has it at once. */
  async function goesOnHere(live: LivePage): Promise<number> {
    stage.gate.cut();
    const before = await live.count();
    await live.untilCaption('Please wait. The connection is lost. Your count is kept.');
    await live.untilLink('On this device');
    expect(await live.count()).toBeGreaterThanOrEqual(before - mayFallBack);
    await live.untilCount(4);
    await live.stop();
    const kept = await live.untilKept();
    expect(kept).toBeGreaterThanOrEqual(4);
    stage.gate.restore();
    await expect.poll(async () => (await live.sessions()).map(({ count }) => count), { timeout: uploadMs }).toEqual([kept]);
    expect(await live.untilSummedUp()).toBe(kept);
    expect(await live.stored()).toEqual([0, 0]);
    expect(await live.listed()).toBe(1);
    return kept;
  }

  it('is gone on with here when the server falls silent, and uploaded as soon as it is back', async () => {
    const live = await LivePage.open(stage, 'server');
    expect(await live.page.textContent('[data-in="server"]')).toContain('pictures go to the EZ-PT program');
    await live.begin();
    await live.untilCount(2);
    expect(await goesOnHere(live)).toBeLessThanOrEqual(squats + mayFallBack);
    await live.close();
  }, 2 * setMs);

  it('ends here at once when Stop is pressed while the server is out of reach', async () => {
    const live = await underWay(3, 'server');
    await live.page.waitForTimeout(copiedMs);
    stage.gate.cut();
    await live.stop('fatigue');
    const kept = await live.untilKept();
    expect(kept).toBeGreaterThanOrEqual(3);
    stage.gate.restore();
    expect(await live.untilSummedUp()).toBe(kept);
    expect(await live.page.textContent('.summary .lead')).toContain('stopped because you were tired');
    expect(await live.stored()).toEqual([0, 0]);
    expect(await live.listed()).toBe(1);
    await live.close();
  }, 2 * setMs);

  it('ends here, too, when the stop is lost on its way', async () => {
    const live = await underWay(1, 'server');
    stage.server.freeze();
    await live.stop();
    const kept = await live.untilKept();
    stage.server.thaw();  // and reads the stop, which had waited for it
    await live.untilSummedUp();
    expect(await live.stored()).toEqual([0, 0]);
    const counts = (await live.sessions()).map(({ count }) => count);
    expect(counts).toHaveLength(1);
    expect(counts[0]).toBeGreaterThanOrEqual(kept);
    await live.close();
  }, 2 * setMs);

  it('ends as soon as the server is back, where this browser has no engine', async () => {
    const live = await underWay(2, 'server', withoutEngine);
    stage.gate.cut();
    await live.stop();
    await live.page.waitForSelector('#panel-problem[data-problem="out-of-reach"]');
    expect(await violations(live.page)).toEqual([]);
    stage.gate.restore();
    expect(await live.untilSummedUp()).toBeGreaterThanOrEqual(2);
    expect(await live.listed()).toBe(1);
    await live.close();
  }, 2 * setMs);

  it('is found where the server ended it, when its summary was lost on its way', async () => {
    const live = await underWay(1, 'server', loseFirstSummary);
    await live.stop();
    expect(await live.untilSummedUp()).toBeGreaterThanOrEqual(1);
    expect(await live.listed()).toBe(1);
    await live.close();
  }, 2 * setMs);

  it('is so after a reload, too', async () => {
    const live = await underWay(1, 'server');
    await live.reload('server');
    await live.begin();
    await live.untilCount(2);
    await goesOnHere(live);
    await live.close();
  }, 2 * setMs);
});
