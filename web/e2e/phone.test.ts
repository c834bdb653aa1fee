// A phone in the living room: `ezpt serve --tls` by the address that this machine has in its network, in a browser of a
// phone's size that trusts the server's own authority because its certificate store holds it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { fakeCamera, launchFor, watchErrors } from './browser';
import { threeSquats } from './footage';
import { engineMs, setMs } from './live_page';
import { Server } from './server';

const pictures = resolve(__dirname, '../../build/screenshots');
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** As another device would name this machine; loopback where it has no network. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.find((one) => one?.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1';
}

/** A home whose certificate store takes the authority, as a person has the device do after the explanation. */
async function trustingHome(folder: string, url: string): Promise<string> {
  const home = join(folder, 'trusting');
  const store = join(home, '.pki/nssdb');
  mkdirSync(store, { recursive: true });
  const file = join(folder, 'authority.crt');
  const answer = await fetch(`${url}/trust/ezpt-authority.crt`);
  expect(answer.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  execFileSync('certutil', ['-N', '-d', `sql:${store}`, '--empty-password']);
  execFileSync('certutil', ['-A', '-d', `sql:${store}`, '-n', 'EZ-PT', '-t', 'C,,', '-i', file]);
  return home;
}

let folder: string;
let server: Server;
let secure: string;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ezpt-phone-'));
  const camera = join(folder, 'squats.mjpeg');
  threeSquats(camera);
  server = await Server.start(['--tls'], ownAddress());
  secure = server.url.replace('http:', 'https:');
  browser = await launchFor(await trustingHome(folder, server.url), ...fakeCamera(camera));
  context = await browser.newContext(phone);
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function untilCached(page: Page, address: string): Promise<void> {
  const isThere = (wanted: string) => caches.match(wanted).then((found) => found !== undefined);
  await expect.poll(() => page.evaluate(isThere, address), { timeout: engineMs, interval: 500 }).toBe(true);
}

describe('a phone', () => {
  it('that does not trust the authority yet is refused by its browser, and reads how to', async () => {
    const home = join(folder, 'strange');
    mkdirSync(home);
    const stranger = await launchFor(home);
    try {
      const page = await (await stranger.newContext(phone)).newPage();
      await expect(page.goto(secure)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [390, 1280]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 844 });
          await page.goto(`${server.url}/`);
          expect(page.url()).toBe(`${server.url}/trust`);
          await page.screenshot({ path: join(pictures, `trust-${width}-${colorScheme}.png`), fullPage: true });
          expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
          expect(await violations(page)).toEqual([]);
        }
      }
      expect(await page.locator('.actions a').last().getAttribute('href')).toBe(`${secure}/`);
    } finally {
      await stranger.close();
    }
  });

  it('that trusts it is coached, and has the pages without a network', async () => {
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(`${secure}/exercises/squat`);
    expect(await page.evaluate(() => window.isSecureContext)).toBe(true);
    expect(await page.locator('[data-insecure]').isVisible()).toBe(false);

    await page.goto(`${secure}/exercises/squat/session?source=camera&on=device`);
    await page.waitForSelector('[data-place="device"]', { timeout: engineMs });
    await page.click('[data-for="camera"] [data-start="camera"]');
    await page.waitForSelector('[data-panel="live"]', { timeout: engineMs });
    const counted = () => Number(document.getElementById('count')?.textContent) >= 2;
    await page.waitForFunction(counted, undefined, { timeout: setMs });
    await page.screenshot({ path: join(pictures, 'phone-live.png') });
    await page.click('#stop');
    await page.click('[data-reason="done"]');
    await page.waitForURL('**/sessions/*');
    expect(Number(await page.textContent('.tile-main .figure-number'))).toBeGreaterThanOrEqual(2);
    expect(errors).toEqual([]);

    const cookies = await context.cookies();
    expect(cookies.map(({ name, secure: only }) => [name, only])).toEqual([['__Host-ezpt_owner', true]]);
    await untilCached(page, '/exercises/bridge');
    await context.setOffline(true);
    await page.goto(`${secure}/exercises/bridge`);
    expect(await page.textContent('h1')).toContain('ridge');
    await context.setOffline(false);
  });
});

describe('an address without encryption', () => {
  it('says so before the first tap, on the list and on the exercise', async () => {
    const plain = await Server.start([], ownAddress());
    try {
      const page = await context.newPage();
      for (const [name, path] of [['library', '/'], ['exercise', '/exercises/squat']] as const) {
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          await page.goto(`${plain.url}${path}`);
          const isSecure = await page.evaluate(() => window.isSecureContext);
          await expect.poll(() => page.locator('[data-insecure]').isVisible()).toBe(!isSecure);
          await page.screenshot({ path: join(pictures, `insecure-${name}-${width}.png`) });
        }
      }
    } finally {
      await plain.stop();
    }
  });
});
