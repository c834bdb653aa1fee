// The live page on every screen: nothing is cut off, nothing that must be pressed is out of reach, and the picture does
// not jump when a cue comes. What the server says is put into its mouth; the picture is Chromium's own test picture.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { launch } from './browser';
import { Server } from './server';

const sizes = { 'phone on its side': [844, 390], 'small phone on its side': [667, 375], phone: [390, 844], 'small phone': [360, 640], laptop: [1440, 900] } as const;
/** Of the screen's shorter side: the number can be read from three metres. */
const leastNumber = 0.18;
/** WCAG 2.2, 1.4.11 and 1.4.3. */
const leastContrast = { parts: 3, text: 4.5 };
/** Of the screen's area: the person and the skeleton can be made out. */
const leastPicture = 0.25;

const checks = ['person', 'light', 'in_frame', 'distance', 'position', 'view', 'still'].map((id, i) => ({ id, ok: i < 5 }));
const words = (text: string) => ({ id: 'x', text, speak: false });
const nothing = {
  instruction: null, cue: null, praise: null, moments: [], why: null, hold: null, checks: null, starts_in: null, rest_left: null,
  pause_reason: null, set: 1, sets: 3, count: 10, target: 10, phase: 'out', progress: 0.6, state: 'active',
};
const active = {
  counting: {},
  'a cue': { cue: { ...words('Push your knees out.'), severity: 'major' } },
  'a long sentence': { instruction: words('No picture came for a moment. A repetition may be missing.') },
  'a reason': { instruction: words('Turn to face the camera, or fully sideways to it.') },
  'a long reason': { instruction: words('Lie on your back, one knee bent, the working leg straight and nearest the camera.') },
  holding: { phase: 'hold', hold: { seconds: 2.2, target: 5 } },
  paused: { state: 'paused', pause_reason: 'left' },
};
const others = {
  'setting up': { state: 'setup', checks, instruction: words('Turn so that your right side faces the camera.') },
  'about to start': { state: 'ready', starts_in: 2.4, checks: checks.map(({ id }) => ({ id, ok: true })), instruction: words('Good. Stay there, we are about to start.') },
  resting: { state: 'resting', rest_left: 47.3 },
};

let server: Server;
let browser: Browser;
beforeAll(async () => {
  server = await Server.start();
  browser = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** What is outside the screen, or outside the column that would cut it off. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panel = document.body.dataset.panel ?? '';
    const side = document.querySelector('.live-side')!.getBoundingClientRect();
    const slack = 1;
    return [...document.querySelectorAll<HTMLElement>(`#panel-${panel} :is(p, span, li, button, h1)`)].filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.closest('.visually-hidden, [hidden]') !== null) return false;
      const within = element.closest('.live-side') === null ? new DOMRect(0, 0, innerWidth, innerHeight) : side;
      return box.top < within.top - slack || box.left < within.left - slack || box.right > within.right + slack || box.bottom > within.bottom + slack;
    }).map((element) => `${element.tagName}.${element.className} ${element.textContent}`);
  });
}

/** Of two computed colours, as WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const channels = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((text) => Number(text) / 255);
    const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

async function openLive(width: number, height: number, exercise: string, options = {}): Promise<{ page: Page; say(what: object): Promise<void> }> {
  const page = await (await browser.newContext({ viewport: { width, height }, ...options })).newPage();
  let said: object = nothing;
  await page.routeWebSocket(/\/live/, (near) => {
    near.connectToServer().onMessage((data) => {
      const message = typeof data === 'string' ? (JSON.parse(data) as { type: string }) : null;
      near.send(message?.type === 'feedback' ? JSON.stringify({ ...message, ...said }) : data);
    });
  });
  await page.goto(`${server.url}/exercises/${exercise}/session?source=camera&on=server`);
  await page.waitForSelector('[data-place="server"]', { timeout: 60_000 });
  await page.click('[data-for="camera"] [data-start="camera"]');
  await page.waitForSelector('[data-panel="live"]', { timeout: 60_000 });
  const say = async (what: object) => {
    said = { ...nothing, ...what, landmarks: null, arc: null, recognised: null };
    await page.waitForTimeout(1200);  // a picture's answer, and the number's animation
  };
  return { page, say };
}

describe.each(Object.entries(sizes))('the live page on a %s', (_, [width, height]) => {
  it.each(['squat', 'bridge'])('shows all of it, and stays in place: %s', async (exercise) => {
    const { page, say } = await openLive(width, height, exercise);
    const places: string[] = [];
    for (const [name, what] of Object.entries(active)) {
      if (name === 'holding' && exercise === 'squat') continue;
      await say(what);
      expect([name, await cutOff(page)]).toEqual([name, []]);
      const number = await page.locator('#count').boundingBox();
      expect(number?.height ?? 0).toBeGreaterThanOrEqual(leastNumber * Math.min(width, height));
      const picture = await page.locator('#frame').boundingBox();
      expect((picture?.width ?? 0) * (picture?.height ?? 0)).toBeGreaterThanOrEqual(leastPicture * width * height);
      places.push(JSON.stringify(picture));
    }
    expect([...new Set(places)]).toHaveLength(1);
    for (const [name, what] of Object.entries(others)) {
      await say(what);
      expect([name, await cutOff(page)]).toEqual([name, []]);
    }
    await say({});
    await page.click('#stop');
    for (const button of ['[data-reason="pain"]', '#go-on']) {
      const box = await page.locator(button).boundingBox();
      expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    }
    await page.context().close();
  });
});

describe('the live page', () => {
  const dialogIsOpen = (page: Page) => page.evaluate(() => (document.getElementById('stop-dialog') as HTMLDialogElement).open);

  it('is worked by a keyboard or a presenter, and tells a screen reader what no voice says', async () => {
    const { page, say } = await openLive(390, 844, 'squat');
    await say({ moments: [{ id: 'count', text: '4' }] });
    expect(await page.textContent('#said')).toBe('4');
    expect(await violations(page)).toEqual([]);
    const lampAndWords = await page.evaluate(() => {
      const status = document.querySelector('.session-status')!;
      status.classList.add('is-away');
      return [getComputedStyle(status, '::before').backgroundColor, getComputedStyle(status).color];
    });
    expect(lampAndWords[0]).toBe(lampAndWords[1]);

    await page.focus('#pause');
    for (const key of ['Escape', '.']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(300);
      expect([key, await dialogIsOpen(page)]).toEqual([key, true]);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(300);
      expect(await dialogIsOpen(page)).toBe(false);
    }
    await page.context().close();
  });

  it('keeps Stop in sight and cuts nothing off, however large the letters', async () => {
    for (const [width, height, letters] of [[390, 844, 32], [320, 200, 16], [640, 400, 16]] as const) {
      const { page, say } = await openLive(width, height, 'bridge');
      const settings = await page.context().newCDPSession(page);
      await settings.send('Page.setFontSizes', { fontSizes: { standard: letters } });
      for (const what of [others['setting up'], active['a long reason'], active.holding]) {
        await say(what);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        const stop = await page.locator('#stop').boundingBox();
        expect((stop?.y ?? height) + (stop?.height ?? 0)).toBeLessThanOrEqual(height);
        expect((stop?.x ?? width) + (stop?.width ?? 0)).toBeLessThanOrEqual(width);
        const caption = page.locator('#caption');
        const read = await caption.boundingBox();
        expect((read?.y ?? height) + Math.min(read?.height ?? 0, height / 4)).toBeLessThanOrEqual(stop?.y ?? 0);
        await caption.scrollIntoViewIfNeeded();
        expect(await caption.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThanOrEqual(1);
      }
      await page.context().close();
    }
  });

  it.each(['light', 'dark'] as const)('tells how far by more than a hint of colour, in the %s scheme', async (colorScheme) => {
    const { page, say } = await openLive(1280, 800, 'bridge', { colorScheme });
    await say(active.holding);
    const colour = (place: string, property: string, part?: string) =>
      page.evaluate(([where, what, pseudo]) => getComputedStyle(document.querySelector(where!)!, pseudo).getPropertyValue(what!), [place, property, part]);
    const around = await colour('.live-side', 'background-color');
    const fill = await colour('.gauge-fill', 'stroke');
    const parts = {
      'tempo, done and not': [await colour('#tempo-fill', 'background-color'), await colour('.tempo-track', 'background-color')],
      'tempo, its edge': [await colour('.tempo-track', 'border-top-color'), around],
      'tempo, the mark': [await colour('#tempo-mark', 'background-color'), around],
      'ring, done and not': [fill, await colour('.gauge-track', 'stroke')],
      'ring, its edge': [await colour('#hold', 'border-top-color', '::before'), around],
      'ring, its edge while resting': [await colour('#panel-rest .gauge', 'border-top-color', '::before'), await colour('body', 'background-color')],
      'pause, its edge': [await colour('#pause', 'border-top-color'), await colour('.live-controls', 'background-color')],
      'stop, its edge': [await colour('#stop', 'background-color'), await colour('.live-controls', 'background-color')],
    };
    for (const [what, [a, b]] of Object.entries(parts)) expect(contrast(a!, b!), what).toBeGreaterThanOrEqual(leastContrast.parts);
    for (const button of ['#pause', '#stop']) {
      expect(contrast(await colour(button, 'color'), await colour(button, 'background-color')), button).toBeGreaterThanOrEqual(leastContrast.text);
    }
    await page.context().close();
  });

  it('tells done from not yet in forced colours', async () => {
    const { page, say } = await openLive(1280, 800, 'squat', { forcedColors: 'active' });
    await say(others['setting up']);
    const ticks = await page.locator('#checks .icon').evaluateAll((icons) => icons.map((icon) => getComputedStyle(icon).visibility));
    expect(ticks).toEqual([...Array<string>(5).fill('visible'), 'hidden', 'hidden']);
    const colours = await page.evaluate(() => ['#tempo-fill', '#tempo-mark', '.tempo-track'].map((place) => getComputedStyle(document.querySelector(place)!).backgroundColor));
    expect(new Set(colours).size).toBe(3);
    await page.context().close();
  });

  it('says after a reload what is kept, instead of asking everything again', async () => {
    const { page, say } = await openLive(390, 844, 'squat');
    await say({ count: 2 });
    await page.reload();
    await page.waitForSelector('[data-panel="resume"]');
    expect(await page.textContent('#resume-kept')).toBe('2 of 10 are kept.');
    expect(await violations(page)).toEqual([]);
    await page.click('[data-resume="go-on"]');
    await page.waitForSelector('[data-panel="live"]', { timeout: 60_000 });
    await page.context().close();
  });
});
