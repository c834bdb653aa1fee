// What a person sees when there is no picture to be had.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, spokenBy, spyOnSpeech, watchErrors } from './browser';
import { Server } from './server';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(async () => server?.stop());

async function problemAfterStart(browser: Browser, prepare?: (context: BrowserContext) => Promise<unknown>): Promise<[string, Page, string[]]> {
  const context = await browser.newContext();
  await prepare?.(context);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(`${server.url}/exercises/squat/session?source=camera`);
  await page.click('[data-for="camera"] [data-start="camera"]');
  await page.waitForSelector('[data-panel="problem"] #panel-problem h1');
  const problem = await page.getAttribute('#panel-problem', 'data-problem');
  return [problem ?? '', page, errors];
}

async function withBrowser(flags: string[], check: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launch(...flags);
  try {
    await check(browser);
  } finally {
    await browser.close();
  }
}

describe('the live page without a picture', () => {
  it('says how to allow the camera when it was refused', () =>
    withBrowser(['--use-fake-device-for-media-stream', '--deny-permission-prompts'], async (browser) => {
      const [problem, page, errors] = await problemAfterStart(browser, spyOnSpeech);
      expect(problem).toBe('permission-denied');
      const heading = await page.textContent('#panel-problem h1');
      expect(await spokenBy(page)).toEqual([heading]);  // nobody was told to step back
      expect(await page.textContent('#panel-problem')).toContain('Allow');
      expect(errors).toEqual([]);
    }));

  it('offers the virtual patient when there is no camera', () =>
    withBrowser(['--use-fake-ui-for-media-stream'], async (browser) => {
      const [problem, page, errors] = await problemAfterStart(browser);
      expect(problem).toBe('no-camera');
      expect(await page.locator('#panel-problem [data-start="virtual_patient"]').isVisible()).toBe(true);
      expect(errors).toEqual([]);
    }));

  it('says that another program has the camera', () =>
    withBrowser([], async (browser) => {
      const [problem] = await problemAfterStart(browser, (context) =>
        context.addInitScript(() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('in use', 'NotReadableError'));
        }));
      expect(problem).toBe('camera-busy');
    }));

  it('says why an address without encryption has no camera', () =>
    withBrowser([], async (browser) => {
      const [problem, page] = await problemAfterStart(browser, (context) =>
        context.addInitScript(() => {
          Object.defineProperty(window, 'isSecureContext', { value: false });
          Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
        }));
      expect(problem).toBe('insecure');
      expect(await page.textContent('#panel-problem')).toContain('https://');
    }));

  it('keeps the set when the camera stops, and goes on with it', () =>
    withBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'], async (browser) => {
      const page = await (await browser.newContext()).newPage();
      let welcomes = 0;
      page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
        if (typeof payload === 'string' && payload.includes('"welcome"')) ++welcomes;
      }));
      await page.goto(`${server.url}/exercises/squat/session?source=camera&on=server`);
      await page.click('[data-for="camera"] [data-start="camera"]');
      await page.waitForSelector('[data-panel="live"]');
      await page.evaluate(() => {
        const video = document.getElementById('video') as HTMLVideoElement;
        (video.srcObject as MediaStream).getVideoTracks()[0]?.dispatchEvent(new Event('ended'));
      });
      await page.waitForSelector('[data-panel="problem"] #panel-problem[data-problem="camera-stopped"]');
      await page.click('#panel-problem [data-start="camera"]');
      await page.waitForSelector('[data-panel="live"]');
      expect(welcomes).toBe(1);
    }));
});
