// A clinic from its first day: each role comes in by clicking, with the codes that the one before printed; every page is
// read with axe-core and looked at on a phone and a desktop, light and dark.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violations } from './accessibility';
import { launch, watchErrors } from './browser';
import { Server } from './server';

const pictures = resolve(__dirname, '../../build/screenshots');
const screens = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];
const password = 'three short words';

let server: Server;
let browser: Browser;
const errors: string[][] = [];
beforeAll(async () => {
  server = await Server.start();
  browser = await launch();
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function device(): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  errors.push(watchErrors(page));
  return page;
}

/** As it is now, in both sizes and schemes. */
async function look(page: Page, name: string): Promise<void> {
  for (const viewport of screens) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `clinic-${name}-${viewport.width}-${colorScheme}.png`), fullPage: true });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
      expect(await violations(page), `${name} ${viewport.width} ${colorScheme}`).toEqual([]);
    }
  }
}

async function press(page: Page, action: string): Promise<void> {
  await Promise.all([page.waitForLoadState('load'), page.click(`form[action="${action}"] .button:not([type=button])`)]);
  await page.waitForLoadState('load');
}

async function joinAs(page: Page, name: string, display: string): Promise<void> {
  await page.fill('[name=sign_in_name]', name);
  await page.fill('[name=display_name]', display);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForNavigation(), page.click('form[action$="/join"] .button:not([type=button])')]);
}

/** The code on the sheet that this page shows. */
async function codeOn(page: Page): Promise<string> {
  const text = (await page.textContent('main')) ?? '';
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text);
  if (code === null) throw new Error(`no code on this page: ${text}`);
  return code[0];
}

async function cookies(context: BrowserContext): Promise<string[]> {
  return (await context.cookies()).map(({ name }) => name);
}

it('each role comes in by clicking, and has its pages', async () => {
  const first = /http:\/\/\S+\/i\/\S+/.exec(server.output);
  expect(first, server.output).not.toBeNull();

  const admin = await device();
  await admin.goto(String(first));
  await look(admin, 'first');
  await admin.fill('[name=clinic_name]', 'Elm Street Physiotherapy');
  await joinAs(admin, 'ada@example.org', 'Ada Lindqvist');
  expect(new URL(admin.url()).pathname).toBe('/clinic');
  await admin.fill('form[action="/clinic/invite"] [name=name]', 'Tom Okafor');
  await admin.check('form[action="/clinic/invite"] [value=therapist]', { force: true }).catch(async () => {
    await admin.selectOption('form[action="/clinic/invite"] [name=role]', 'therapist');
  });
  await press(admin, '/clinic/invite');
  await look(admin, 'sheet');
  const staffCode = await codeOn(admin);

  const therapist = await device();
  await therapist.goto(`${server.url}/i`);
  await look(therapist, 'code');
  await therapist.fill('[name=code]', staffCode.toLowerCase().replaceAll('-', ' '));
  await press(therapist, '/i');
  await look(therapist, 'invitation');
  await joinAs(therapist, 'tom', 'Tom Okafor');
  expect(new URL(therapist.url()).pathname).toBe('/patients');
  await therapist.fill('form[action="/patients"] [name=name]', 'Irma Johansson');
  await press(therapist, '/patients');
  await look(therapist, 'patients');
  await Promise.all([therapist.waitForNavigation(), therapist.click('main a[href^="/patients/"] >> nth=0')]);
  await therapist.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  await look(therapist, 'patient');
  const record = new URL(therapist.url()).pathname;
  await therapist.evaluate((at) => {
    document.querySelector<HTMLFormElement>(`form[action="${at}/invite"]:has([name=role][value=patient])`)?.requestSubmit();
  }, record);
  await therapist.waitForURL('**/invite');
  const patientCode = await codeOn(therapist);

  const patient = await device();
  await patient.goto(`${server.url}/i/${patientCode}`);
  await joinAs(patient, 'irma', 'Irma Johansson');
  await patient.goto(`${server.url}/me/care`);
  expect(await patient.textContent('main')).toContain('Tom Okafor');
  await look(patient, 'care');
  expect(await cookies(patient.context())).toContain('ezpt_sign_in');
  const kept = await patient.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toContain('short words');

  await therapist.goto(server.url + record);
  await therapist.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  const helperForm = `form[action="${record}/invite"]:has([value=helper])`;
  await therapist.fill(`${helperForm} [name=name]`, 'Hal Johansson');
  await Promise.all([therapist.waitForNavigation(), therapist.click(`${helperForm} .button:not([type=button])`)]);
  const helper = await device();
  await helper.goto(`${server.url}/i/${await codeOn(therapist)}`);
  await joinAs(helper, 'hal', 'Hal Johansson');
  expect(await helper.textContent('main')).toContain('Irma Johansson');
  await helper.goto(server.url + record);
  await look(helper, 'record-helper');

  await admin.goto(`${server.url}/clinic`);
  expect(await admin.textContent('main')).toContain('Tom Okafor');
  await admin.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  await look(admin, 'clinic');
  await admin.goto(`${server.url}${record}/emergency`);
  await look(admin, 'emergency');
  await admin.fill('[name=reason]', 'She fell at the reception; her limits are needed.');
  await press(admin, `${record}/emergency`);
  expect(new URL(admin.url()).pathname).toBe(record);
  await look(admin, 'record-emergency');
  await admin.goto(`${server.url}/clinic/emergencies`);
  await look(admin, 'emergencies');
  await admin.goto(`${server.url}/clinic/audit`);
  expect(await admin.textContent('main')).toContain('as they were written');
  await look(admin, 'audit');
  await admin.goto(`${server.url}/me/security`);
  await admin.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
  await look(admin, 'security');
  await admin.goto(`${server.url}/me/security/second-factor`);
  await look(admin, 'second-factor');
  await admin.goto(`${server.url}/me/security`);
  await Promise.all([admin.waitForNavigation(), admin.click('form[action="/me/role"]:has([value=operator]) button')]);
  expect(new URL(admin.url()).pathname).toBe('/operator');
  await look(admin, 'operator');
  expect(await admin.textContent('main')).not.toContain('Irma');

  await Promise.all([admin.waitForNavigation(), admin.click('form[action="/sign-out"] button')]);
  await look(admin, 'sign-in');
  await admin.fill('[name=name]', 'ada@example.org');
  await admin.fill('[name=password]', 'not the password');
  await press(admin, '/sign-in');
  await look(admin, 'sign-in-wrong');
  await admin.fill('[name=password]', password);
  await press(admin, '/sign-in');
  expect(new URL(admin.url()).pathname).toBe('/clinic');
  expect(errors.flat().filter((text) => !/40[34]/.test(text))).toEqual([]);
}, 240_000);

async function signIn(page: Page, name: string, shared: 'shared' | 'own'): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', password);
  if (shared === 'shared') await page.check('[name=shared]');
  await press(page, '/sign-in');
}

/** All that this browser keeps of the site, as text. */
async function keptBy(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const all: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        if (/html|json/.test(answer?.headers.get('content-type') ?? '')) all.push(request.url, (await answer?.text()) ?? '');
      }
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(new Error(name));
      });
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((done) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => done(request.result as unknown[]);
        });
        all.push(JSON.stringify(rows));
      }
      database.close();
    }
    return all.join('\n');
  });
}

it('after the sign-out from a shared device nothing of the person stays in the browser', async () => {
  const limit = '43.125';
  for (const shared of ['shared', 'own'] as const) {
    const page = await device();
    await signIn(page, 'irma', shared);
    await page.goto(`${server.url}/exercises/squat`);
    await page.evaluate(async (most) => {
      const body = JSON.stringify({ limit: { quantity: 'knee_flexion', side: null, least: null, most: Number(most) }, set_ms: Date.now() });
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const answer = await fetch('/api/limits/squat', { method: 'PUT', headers, body });
      if (!answer.ok) throw new Error(await answer.text());
      await navigator.serviceWorker.ready;
    }, limit);
    await page.reload();
    await page.reload();  // now by the service worker
    await page.waitForFunction((most) => JSON.stringify({ ...localStorage }).includes(most), limit);
    const before = await keptBy(page);
    expect(before).toContain(limit);
    await page.evaluate(async () => {  // a set that waits for a connection
      const database = await new Promise<IDBDatabase>((done) => {
        const request = indexedDB.open('ezpt');
        request.onsuccess = () => done(request.result);
      });
      const set = { id: 'waits', person: 'somebody', exercise: 'squat', startedMs: 1, touchedMs: Date.now() + 1e6, ended: null };
      database.transaction('sets', 'readwrite').objectStore('sets').add(set);
      database.close();
    });
    await page.goto(`${server.url}/me/security`);
    await Promise.all([page.waitForNavigation(), page.click('form[action="/sign-out"] button')]);
    await page.waitForLoadState('networkidle');
    const after = await keptBy(page);
    expect(after).not.toContain(limit);
    expect(after).not.toContain('Irma');
    if (shared === 'shared') expect(after).not.toContain('waits');
    await page.goto(`${server.url}/exercises/squat`);
    expect(await page.content()).not.toContain(limit);
    await page.context().close();
  }
}, 120_000);

it('what somebody typed comes back after the automatic sign-out', async () => {
  const page = await device();
  await page.clock.install();
  await signIn(page, 'tom', 'own');
  await page.goto(`${server.url}/patients`);
  await page.fill('form[action="/patients"] [name=name]', 'Quentin Abara');
  await Promise.all([page.waitForURL('**/sign-in/keep'), page.clock.fastForward('31:00')]);
  expect(await page.textContent('main')).toContain('What you typed is kept');
  await look(page, 'sign-in-kept');
  await page.fill('[name=name]', 'tom');
  await page.fill('[name=password]', password);
  await press(page, '/sign-in');
  expect(await page.textContent('main')).toContain('Quentin Abara');
  await look(page, 'kept');
  await press(page, '/patients');
  expect(await page.textContent('main')).toContain('Quentin Abara');
}, 120_000);

it('in a demonstration a visitor at this machine steps in as each of its people', async () => {
  const demo = await Server.start(['--demo']);
  try {
    const page = await device();
    const door = `${demo.url}/demo/step-in`;
    await page.goto(door);
    await look(page, 'step-in');
    const people = await page.$$eval('.step-in-card', (cards) => cards.length);
    expect(people).toBeGreaterThanOrEqual(6);
    const homes = new Set<string>();
    for (let i = 0; i < people; ++i) {
      await page.goto(door);
      await Promise.all([page.waitForNavigation(), page.click(`.step-in-card >> nth=${i}`)]);
      homes.add(new URL(page.url()).pathname);
      await page.goto(`${demo.url}/me/security`);
      expect(await page.textContent('.account-bar')).toContain('Sign out');
      await Promise.all([page.waitForNavigation(), page.click('form[action="/sign-out"] button')]);
    }
    expect([...homes].sort()).toEqual(['/', '/clinic', '/operator', '/patients']);
  } finally {
    await demo.stop();
  }
}, 180_000);
