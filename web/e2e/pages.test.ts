// Every page: no accessibility violation, no script error, nothing wider than the screen, both schemes, both sizes.
// Writes the pictures of all of them to build/screenshots for people to look at.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { launch, watchErrors } from './browser';
import { Server } from './server';

const pictures = resolve(__dirname, '../../build/screenshots');
const screens = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];
const schemes = ['light', 'dark'] as const;
const pages = {
  library: '/',
  exercise: '/exercises/squat',
  'exercise-sides': '/exercises/long_arc_quad',
  consent: '/exercises/squat/session?source=camera',
  'consent-virtual': '/exercises/squat/session?source=virtual_patient',
  sessions: '/sessions',
  privacy: '/about/privacy',
  'not-found': '/no/such/page',
};
const problems = [
  'permission-denied', 'no-camera', 'camera-busy', 'camera-stopped', 'insecure', 'no-video', 'busy', 'connection',
  'out-of-reach', 'elsewhere', 'refused', 'device-failed',
];

let server: Server;
let browser: Browser;
beforeAll(async () => {
  server = await Server.start(['--demo']);
  browser = await launch();
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Figures are drawn when they come into view. */
async function scrollThrough(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 500) {
    await page.evaluate((top) => window.scrollTo(0, top), y);
    await page.waitForTimeout(150);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(400);
}

async function checkPage(page: Page, name: string): Promise<void> {
  await scrollThrough(page);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  expect(await violations(page), name).toEqual([]);
}

describe.each(schemes)('in the %s scheme', (colorScheme) => {
  describe.each(screens)('at $width×$height', (viewport) => {
    it('every page can be read and used', async () => {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      const errors = watchErrors(page);
      const suffix = `${viewport.width}-${colorScheme}`;
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(server.url + path);
        await checkPage(page, `${name}-${suffix}`);
      }
      await page.goto(`${server.url}/sessions`);
      await page.click('form[action="/api/demo"] button');
      await checkPage(page, `sessions-demo-${suffix}`);
      await page.click('.session-link >> nth=0');
      await checkPage(page, `summary-${suffix}`);
      expect(await page.textContent('.verdict')).toContain('within your goal');
      expect(await page.textContent('main')).not.toContain('Your limit');
      expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
      await context.close();
    });

    it('every problem of the live page can be read and used', async () => {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      await page.goto(`${server.url}/exercises/squat/session`);
      for (const problem of problems) {
        await page.evaluate((name) => {
          const template = document.getElementById(`problem-${name}`) as HTMLTemplateElement;
          document.getElementById('panel-problem')?.replaceChildren(template.content.cloneNode(true));
          document.body.dataset.panel = 'problem';
        }, problem);
        await page.screenshot({ path: join(pictures, `problem-${problem}-${viewport.width}-${colorScheme}.png`) });
        expect(await page.locator('#panel-problem h1').isVisible()).toBe(true);
        expect(await page.locator('#panel-problem .button').count()).toBeGreaterThan(0);
      }
      expect(await violations(page)).toEqual([]);
      await context.close();
    });
  });
});

describe('the library', () => {
  it('shows only the region that was asked for', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    const all = await page.locator('.card:visible').count();
    expect(all).toBe(12);
    await page.click('.chip[data-region="shoulder"]');
    const shown = await page.locator('.card:visible').count();
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(all);
    await page.close();
  });

  it('draws its figures, and holds them still for who wants less motion', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${server.url}/exercises/squat`);
    const pixels = () => page.evaluate(() => (document.querySelector('canvas.figure') as HTMLCanvasElement).toDataURL());
    await page.waitForFunction(() => {
      const canvas = document.querySelector('canvas.figure') as HTMLCanvasElement;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return data.some((value) => value !== 0);
    });
    const before = await pixels();
    await page.waitForTimeout(1000);
    expect(await pixels()).toBe(before);
    await context.close();
  });
});

describe('the exercise page', () => {
  it('does not start before the contraindications are confirmed', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/exercises/squat`);
    await page.click('button[value="camera"]');
    expect(new URL(page.url()).pathname).toBe('/exercises/squat');
    await page.check('input[name="safe"]');
    await page.click('button[value="camera"]');
    await page.waitForURL('**/exercises/squat/session?**');
    await page.close();
  });

  it('can be used with the keyboard alone', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/exercises/squat`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.focus('input[name="safe"]');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/exercises/squat/session?**source=camera');
    await page.close();
  });
});
