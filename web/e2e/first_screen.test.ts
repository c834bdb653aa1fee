// What must be on the first screen, at every size: Start, and before the camera opens where its picture goes. The same
// in forced colours, with letters of twice the size, and on a slow line.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { launch, watchErrors } from './browser';
import { Server } from './server';

const sizes = [[360, 640], [390, 844], [768, 1024], [1280, 800], [1920, 1080]] as const;
/** Cumulative layout shift that counts as good (web.dev/cls). */
const mostShift = 0.1;
const deviceMs = 60_000;
/** Pixels, of what is pressed (WCAG 2.5.5). */
const leastTarget = 44;
/** Pixels: what browsers begin with. */
const usualLetters = 16;

let server: Server;
let browser: Browser;
beforeAll(async () => {
  server = await Server.start();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(server.url + path);
  return page;
}

async function bottomOf(page: Page, selector: string): Promise<number> {
  const box = await page.locator(selector).first().boundingBox();
  return box === null ? Infinity : box.y + box.height;
}

const consent = '/exercises/squat/session?source=camera';
const agree = '#panel-consent [data-start="camera"]';
const shownPromise = '.promise p:not([hidden])';

describe.each(sizes)('at %i×%i', (width, height) => {
  it('title, figure, dose and Start stand on the first screen', async () => {
    const page = await open('/exercises/squat', { viewport: { width, height } });
    for (const exercise of ['squat', 'long_arc_quad', 'standing_hip_abduction']) {
      await page.goto(`${server.url}/exercises/${exercise}`);
      for (const part of ['h1', '.stage-large', '.dose', 'button[value="camera"]']) {
        expect([exercise, part, (await bottomOf(page, part)) <= height]).toEqual([exercise, part, true]);
      }
    }
    await page.context().close();
  });

  it('where the picture goes is read before the button, and can be agreed to at once', async () => {
    const page = await open(consent, { viewport: { width, height } });
    expect(await page.locator(agree).isEnabled()).toBe(true);  // when the page's script has run, and nothing is measured
    const places = [];
    for (const part of [shownPromise, '#panel-consent a[href="/about/privacy"]', agree]) places.push(await bottomOf(page, part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeLessThanOrEqual(height);
    await page.context().close();
  });
});

describe('where pictures are looked at', () => {
  it('is the server at once on a slow line, and this device once its engine is there', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((done) => (arrive = done));
    await context.route(/movenet/, async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto(server.url + consent);
    expect(await page.locator(agree).isEnabled()).toBe(true);
    expect(await page.textContent(shownPromise)).toContain('pictures go to the EZ-PT program');
    await page.click('[data-details] summary');
    expect(await violations(page)).toEqual([]);
    await page.click('input[value="device"]');
    expect(await page.textContent(shownPromise)).toContain('Your video stays on this device');
    await page.click('input[value="server"]');
    arrive();
    await page.waitForFunction(() => document.querySelector('[data-measured]')?.textContent?.startsWith('Measured'), undefined, { timeout: deviceMs });
    expect(await page.locator('input[value="server"]').isChecked()).toBe(true);  // what was chosen stays

    await page.evaluate(() => localStorage.removeItem('ezpt.place'));
    await page.evaluate(() => localStorage.setItem('ezpt.speed', '[20]'));
    await page.reload();
    expect(await page.textContent(shownPromise)).toContain('Your video stays on this device');
    await context.close();
  });

  it('is asked anew of who was promised that the video stays here, when it cannot', async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => localStorage.setItem('ezpt.place', 'device'));
    await context.route(/movenet/, (route) => route.abort());
    const page = await context.newPage();
    await page.goto(server.url + consent);
    await page.waitForSelector('[data-ask]', { state: 'visible' });
    expect(await page.locator(agree).isDisabled()).toBe(true);
    await page.click('input[value="server"]');
    expect(await page.locator(agree).isEnabled()).toBe(true);
    expect(await page.textContent(shownPromise)).toContain('pictures go to the EZ-PT program');
    await context.close();
  });
});

describe('forced colours', () => {
  const looks = (page: Page, selector: string) => page.locator(selector).evaluate((element) => {
    const { backgroundColor, color } = getComputedStyle(element);
    return `${backgroundColor} ${color}`;
  });

  it('show what is chosen', async () => {
    const page = await open('/exercises/long_arc_quad', { forcedColors: 'active' });
    expect(await looks(page, 'input[value="left"] + span')).not.toBe(await looks(page, 'input[value="right"] + span'));
    await page.goto(server.url);
    expect(await looks(page, '.masthead nav a[aria-current]')).not.toBe(await looks(page, '.masthead nav a:not([aria-current]) >> nth=0'));
    expect(await looks(page, '.chip >> nth=0')).not.toBe(await looks(page, '.chip >> nth=1'));
    await page.goto(server.url + consent);
    await page.click('[data-details] summary');
    expect(await looks(page, 'input[value="server"] + span')).not.toBe(await looks(page, 'input[value="device"] + span'));
    await page.context().close();
  });
});

describe('letters of twice the size', () => {
  it('make no page wider than a phone', async () => {
    const page = await open('/', { viewport: { width: 390, height: 844 } });
    const settings = await page.context().newCDPSession(page);
    await settings.send('Page.setFontSizes', { fontSizes: { standard: 2 * usualLetters } });
    for (const path of ['/', '/exercises/squat', '/exercises/long_arc_quad', consent, '/sessions', '/about/privacy']) {
      await page.goto(server.url + path);
      const limit = page.locator('input[name="safe"][value="limit"]');
      if (await limit.isVisible()) await limit.check();
      const inForm = await page.evaluate(() => [...document.querySelectorAll('form.start *')]
        .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth).map((part) => part.outerHTML.slice(0, 80)));
      expect([path, inForm]).toEqual([path, []]);
      const { size, over } = await page.evaluate(() => ({
        size: parseFloat(getComputedStyle(document.documentElement).fontSize),
        over: document.documentElement.scrollWidth - innerWidth,
      }));
      expect(size).toBeGreaterThanOrEqual(2 * usualLetters);
      expect([path, over]).toEqual([path, 0]);
    }
    await page.context().close();
  });
});

describe('what is pressed', () => {
  it('is as large as a finger', async () => {
    const page = await open('/', { viewport: { width: 390, height: 844 } });
    for (const path of ['/', '/exercises/squat', '/exercises/long_arc_quad', consent, '/sessions']) {
      await page.goto(server.url + path);
      // A link within a sentence is as high as its line.
      const small = await page.evaluate((least) => [...document.querySelectorAll('a, button, summary, input, select')]
        .filter((element) => element.checkVisibility() && !element.matches('.skip, p a:not(.link)'))
        .filter((element) => element.getBoundingClientRect().height < least).map((element) => element.outerHTML), leastTarget);
      expect([path, small]).toEqual([path, []]);
    }
    await page.context().close();
  });
});

/** A telephone, four times slower, on a slow line; it counts what moves. */
async function slowPhone(): Promise<{ page: Page; shift(): Promise<number> }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const slow = await context.newCDPSession(page);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 });
  return { page, shift: () => page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift) };
}

describe('on a slow telephone', () => {
  it('the library does not move while it loads', async () => {
    const { page, shift } = await slowPhone();
    const errors = watchErrors(page);
    await page.goto(server.url, { waitUntil: 'networkidle' });
    await page.waitForTimeout(500);
    expect(await shift()).toBeLessThanOrEqual(mostShift);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('what is asked before the camera opens does not move, coming from the exercise', async () => {
    const { page, shift } = await slowPhone();
    await page.goto(`${server.url}/exercises/squat`, { waitUntil: 'networkidle' });
    await page.goto(server.url + consent);
    await page.waitForFunction(() => document.querySelector('[data-measured]')?.textContent?.startsWith('Measured'), undefined, { timeout: deviceMs });
    await page.waitForTimeout(500);
    expect(await shift()).toBeLessThanOrEqual(mostShift / 2);
    await page.context().close();
  });
});

describe('my sessions', () => {
  it('offer to go on with the set that this tab began', async () => {
    const page = await open('/sessions', {});
    await page.evaluate(() => {
      const value = JSON.stringify({ token: 'x', savedAt: Date.now(), keepMs: 60_000 });
      sessionStorage.setItem('ezpt.unfinished.long_arc_quad', value);
    });
    await page.reload();
    expect(await violations(page)).toEqual([]);
    await page.click('text=Continue your set');
    await page.waitForURL('**/exercises/long_arc_quad/session');
    await page.context().close();
  });
});
