// The whole path in a browser: the virtual patient's picture up, coaching down; whose the sessions are; what a killed
// tab loses.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spokenBy, spyOnSpeech, watchErrors, watchFeedback, type Feedback } from './browser';
import type { Server } from './server';
import { Stage } from './stage';

const setMs = 120_000;  // walking in, five squats
const killings = 20;
const tabsAtOnce = 2;
const mayLoseSeconds = 1.0;

let stage: Stage;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  stage = await Stage.set();
  ({ server, browser } = stage);
});
afterAll(async () => stage?.strike());

type Source = 'camera' | 'virtual_patient';
async function start(context: BrowserContext, source: Source): Promise<{ page: Page; feedback: Feedback[]; errors: string[] }> {
  const page = await context.newPage();
  const errors = watchErrors(page);
  const feedback = watchFeedback(page);
  await page.goto(`${server.url}/exercises/squat/session?source=${source}&on=server`);
  await page.click(`[data-for="${source}"] [data-start="${source}"]`);
  await page.waitForSelector('[data-panel="live"]', { timeout: 120_000 });
  return { page, feedback, errors };
}

type Listed = { id: string; url: string; delete_url: string; count: number; duration_s: number };
async function sessionsOf(context: BrowserContext): Promise<Listed[]> {
  const answer = await context.request.get(`${server.url}/api/sessions`);
  return ((await answer.json()) as { sessions: Listed[] }).sessions;
}

describe('a set before the camera', () => {
  it('is coached, counted, spoken, kept, and nobody else’s', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await spyOnSpeech(context);
    const { page, feedback, errors } = await start(context, 'camera');
    const seen = await page.evaluateHandle(() => {
      const captions: string[] = [];
      const caption = document.getElementById('caption') as HTMLElement;
      new MutationObserver(() => captions.push(caption.textContent ?? '')).observe(caption, { childList: true, characterData: true, subtree: true });
      return captions;
    });

    await page.waitForFunction(() => document.getElementById('count')?.textContent === '5', undefined, { timeout: setMs });
    const standing = feedback.at(-1)?.t ?? 0;
    await expect.poll(() => (feedback.at(-1)?.t ?? 0) - standing, { timeout: setMs, interval: 1000 }).toBeGreaterThan(55);

    expect(await page.textContent('#count')).toBe('5');
    const digits = await page.locator('#count').boundingBox();
    expect(digits?.height ?? 0).toBeGreaterThanOrEqual(0.2 * 900);
    const captions = (await seen.jsonValue()) as string[];
    const spoken = await spokenBy(page);
    expect(captions).toContain('Go a little lower.');
    expect(spoken.filter((text) => text === 'Go a little lower.').length).toBeGreaterThanOrEqual(1);
    expect(spoken.filter((text) => text === 'Go a little lower.').length).toBeLessThanOrEqual(2);
    // Three, two, one, and each of five counts once; told to come up where the target was reached.
    expect(spoken.filter((text) => /^\d/.test(text))).toEqual(['3', '2', '1', '1', '2', '3', '4', '5']);
    expect(spoken.filter((text) => text === 'And up.')).toHaveLength(3);
    expect(await page.textContent('#said')).toBe('');  // the voice speaks, so the screen reader need not
    const cues = new Set(feedback.map((message) => message.cue?.id).filter((id) => id !== undefined));
    expect([...cues]).toEqual(['shallow']);
    expect(feedback.at(-1)?.server.decoded ?? 0).toBeGreaterThan(300);
    expect(feedback.at(-1)?.server.damaged).toBe(0);
    expect(errors).toEqual([]);

    await page.click('#stop');
    await page.click('[data-reason="done"]');
    await page.waitForURL('**/sessions/*');
    expect(await page.textContent('.tile-main .figure-number')).toBe('5');
    expect(await page.textContent('.tile:nth-child(2) .figure-number')).toBe('3');
    expect(await page.textContent('.faults')).toContain('2×');

    await someoneElseIsKeptOut(context, page.url());
    await context.close();
  }, 2 * setMs);
});

async function someoneElseIsKeptOut(owner: BrowserContext, address: string): Promise<void> {
  const [mine] = await sessionsOf(owner);
  if (mine === undefined) throw new Error('the session is not listed');
  const other = await browser.newContext();
  const page = await other.newPage();
  await page.goto(`${server.url}/sessions`);
  expect(await page.locator('.session-row').count()).toBe(0);
  expect((await page.goto(address))?.status()).toBe(404);
  const headers = { origin: server.url, accept: 'application/json' };
  expect((await other.request.get(`${server.url}/api/sessions/${mine.id}`)).status()).toBe(404);
  expect((await other.request.post(server.url + mine.delete_url, { headers })).status()).toBe(404);
  expect((await other.request.delete(`${server.url}/api/sessions/${mine.id}`, { headers })).status()).toBe(404);
  await other.close();

  expect(await sessionsOf(owner)).toHaveLength(1);
  const own = await owner.newPage();
  await own.goto(`${server.url}/sessions`);
  await own.click('.session-row summary');
  await own.click('.session-row .button-danger');
  await own.waitForSelector('.empty');
  expect(await sessionsOf(owner)).toHaveLength(0);
}

/** Small, seeded, good enough for choosing moments (Lehmer). */
function moments(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 1500 + (state % 5000);
  });
}

/** A crash: the tab has no time to say anything. */
async function kill(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  await page.close().catch(() => undefined);
}

async function lostByKilling(afterMs: number): Promise<number> {
  const context = await browser.newContext();
  const { page, feedback } = await start(context, 'virtual_patient');
  await expect.poll(() => feedback.length, { timeout: 30_000 }).toBeGreaterThan(0);
  await page.waitForTimeout(afterMs);
  await kill(page);
  const received = (feedback.at(-1)?.t ?? 0) - (feedback[0]?.t ?? 0);
  const [row] = await sessionsOf(context);
  const answer = await context.request.get(`${server.url}/api/sessions/${row?.id ?? ''}`);
  const { session } = (await answer.json()) as { session: Listed };
  await context.close();
  return received - session.duration_s;
}

describe('a killed tab', () => {
  it(`loses at most the last second, at ${killings} moments`, async () => {
    const waiting = moments(killings, 20_261_122);
    const losses: number[] = [];
    await Promise.all(Array.from({ length: tabsAtOnce }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) losses.push(await lostByKilling(next));
    }));
    expect(losses).toHaveLength(killings);
    expect(Math.max(...losses)).toBeLessThanOrEqual(mayLoseSeconds);
  }, 300_000);
});

describe('a lost connection', () => {
  it('is seen, and the set goes on where it was', async () => {
    const context = await browser.newContext();
    const { page, feedback } = await start(context, 'virtual_patient');
    await expect.poll(() => feedback.length, { timeout: 30_000 }).toBeGreaterThan(10);
    const welcomes: { resumed: boolean; session: string }[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string' && payload.includes('"welcome"')) welcomes.push(JSON.parse(payload) as never);
    }));
    server.freeze();  // to the page, the same as a network that is gone: nothing closes, nothing answers
    await page.waitForSelector('#connection.is-away', { timeout: 30_000 });
    const before = feedback.length;
    server.thaw();
    await page.waitForSelector('#connection:not(.is-away)', { timeout: 30_000 });
    await expect.poll(() => feedback.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
    expect(welcomes.map((welcome) => welcome.resumed)).toEqual([true]);
    expect(await sessionsOf(context)).toHaveLength(1);
    await context.close();
  });

  it('is survived by a reload of the page', async () => {
    const context = await browser.newContext();
    const { page, feedback } = await start(context, 'virtual_patient');
    await expect.poll(() => feedback.length, { timeout: 30_000 }).toBeGreaterThan(10);
    await page.reload();
    await page.click('[data-for="virtual_patient"] [data-start="virtual_patient"]');
    await page.waitForSelector('[data-panel="live"]');
    await expect.poll(() => feedback.length, { timeout: 30_000 }).toBeGreaterThan(20);
    expect(await sessionsOf(context)).toHaveLength(1);
    await context.close();
  });
});
