// The pages in German: by what the browser asks for, by choice, without a script, without a network; each of them fits.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { launch, watchErrors } from './browser';
import { Server } from './server';

const pictures = resolve(__dirname, '../../build/screenshots');
const screens = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const anybodys = {
  library: '/', exercise: '/exercises/squat', 'exercise-sides': '/exercises/long_arc_quad',
  consent: '/exercises/squat/session?source=camera', sessions: '/sessions', privacy: '/about/privacy',
  'not-found': '/no/such/page', 'sign-in': '/sign-in', code: '/i', 'step-in': '/demo/step-in',
};
/** Of each role, by where its day begins. */
const roles: Record<string, string[]> = {
  '/': ['/me/care', '/me/security', '/me/security/second-factor', '/sessions'],
  '/patients': ['/patients', '/me/security'],
  '/clinic': ['/clinic', '/clinic/emergencies', '/clinic/audit'],
  '/operator': ['/operator'],
};

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

async function german(javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ locale: 'de-DE', javaScriptEnabled });
  return context.newPage();
}

async function look(page: Page, name: string): Promise<void> {
  expect(await page.getAttribute('html', 'lang'), name).toBe('de');
  await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  for (const viewport of screens) {
    await page.setViewportSize(viewport);
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(pictures, `de-${name}-${viewport.width}.png`), fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(overflow, `${name} is wider than ${viewport.width}`).toBeLessThanOrEqual(0);
    expect.soft(await violations(page), `${name} ${viewport.width}`).toEqual([]);
  }
}

describe('in German', () => {
  it('every page that anybody may see fits a phone and a desktop', async () => {
    const page = await german();
    const errors = watchErrors(page);
    for (const [name, path] of Object.entries(anybodys)) {
      await page.goto(server.url + path);
      await look(page, name);
    }
    expect(errors.filter((text) => !/404/.test(text))).toEqual([]);
  });

  it('so does every role\'s page', async () => {
    const page = await german();
    await page.goto(`${server.url}/demo/step-in`);
    const people = await page.locator('.step-in-card').count();
    const seen = new Set<string>();
    for (let i = 0; i < people; ++i) {
      await page.goto(`${server.url}/demo/step-in`);
      await Promise.all([page.waitForNavigation(), page.click(`.step-in-card >> nth=${i}`)]);
      const home = new URL(page.url()).pathname;
      expect(await page.textContent('.said')).toContain('Dies ist eine Vorführung');
      for (const path of seen.has(home) ? [] : roles[home] ?? []) {
        await page.goto(server.url + path);
        await look(page, `role${home.replace('/', '-')}${path.replaceAll('/', '-')}`);
      }
      if (home === '/patients' && !seen.has(home)) {
        await page.goto(`${server.url}/patients`);
        await Promise.all([page.waitForNavigation(), page.click('.person >> nth=0')]);
        await look(page, 'role-patients-patient');
      }
      if (home === '/' && !seen.has(home)) {
        await page.goto(`${server.url}/sessions`);
        const session = page.locator('.session-link').first();
        if (await session.count() > 0) {
          await Promise.all([page.waitForNavigation(), session.click()]);
          await look(page, 'summary');
        }
      }
      seen.add(home);
      await page.goto(`${server.url}/about/privacy`);
      await page.goto(`${server.url}/me/security`);
      await Promise.all([page.waitForNavigation(), page.click('form[action="/sign-out"] button')]);
      expect(await page.textContent('.said')).toContain('Sie sind abgemeldet.');
    }
    expect([...seen].sort()).toEqual(['/', '/clinic', '/operator', '/patients']);
  }, 240_000);
});

describe('the switch at a page\'s end', () => {
  for (const withScript of [true, false]) {
    it(`changes the page, and those after it, ${withScript ? 'with' : 'without'} a script`, async () => {
      const page = await german(withScript);
      await page.goto(`${server.url}/about/privacy`);
      expect(await page.textContent('h1')).toBe('Wohin Ihr Bild geht');
      await Promise.all([page.waitForNavigation(), page.click('form[action="/language"] [value=en]')]);
      expect(new URL(page.url()).pathname).toBe('/about/privacy');
      expect(await page.textContent('h1')).toBe('Where your picture goes');
      await page.goto(server.url);
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      await Promise.all([page.waitForNavigation(), page.click('form[action="/language"] [value=de]')]);
      expect(await page.textContent('h1')).toBe('Zu Hause üben, mit Ihrer Kamera als Begleitung');
    });
  }
});

describe('what is kept for use without a network', () => {
  it('is in the language that was chosen last, and never in the one before', async () => {
    const page = await german();
    await page.goto(server.url);
    const languageOfKept = async (path: string) => page.evaluate(async (address) => {
      for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).match(address);
        if (kept !== undefined) return kept.headers.get('content-language');
      }
      return null;
    }, path);
    await expect.poll(() => languageOfKept('/exercises/squat'), { timeout: 60_000 }).toBe('de');
    await Promise.all([page.waitForNavigation(), page.click('form[action="/language"] [value=en]')]);
    expect(await languageOfKept('/exercises/squat'), 'the German page is gone at once').not.toBe('de');
    await expect.poll(() => languageOfKept('/exercises/squat'), { timeout: 60_000 }).toBe('en');

    await page.context().setOffline(true);
    await page.goto(`${server.url}/exercises/squat`);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.goto(`${server.url}/sessions`);
    expect(await page.textContent('h1')).toBe('No connection');
  });
});
