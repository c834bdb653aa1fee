// The live page as a person uses it, before the stage's camera; and what the server has of it afterwards.

import type { BrowserContext, Page } from 'playwright-core';
import { watchErrors } from './browser';
import type { Stage } from './stage';

export const setMs = 150_000;
export const engineMs = 60_000;
const summaryMs = 30_000;

export type Place = 'device' | 'server';
export type Summary = { session?: string; url?: string; count: number; target: number };

export interface SessionView {
  limit_text: string;
  reps: { is_correct: boolean }[];
  faults: { name: string; count: number }[];
}

/** What goes up on WebSockets, and how large the bodies of requests are, as the browser's own debugger sees it. */
function watchWire(page: Page): { sockets: string[]; largestBody: number } {
  const seen = { sockets: [] as string[], largestBody: 0 };
  page.on('websocket', (socket) => seen.sockets.push(socket.url()));
  page.context().on('request', (request) => {
    seen.largestBody = Math.max(seen.largestBody, request.postDataBuffer()?.length ?? 0);
  });
  return seen;
}

/** So that a test can listen to the engine's worker, or end it: `window.engineWorker`. */
export async function exposeEngine(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const Original = window.Worker;
    Object.assign(window, {
      Worker: class extends Original {
        constructor(...parameters: ConstructorParameters<typeof Worker>) {
          super(...parameters);
          Object.assign(window, { engineWorker: this });
        }
      },
    });
  });
}

export class LivePage {
  readonly wire: ReturnType<typeof watchWire>;
  readonly errors: string[];

  private constructor(private readonly stage: Stage, readonly context: BrowserContext, readonly page: Page) {
    this.wire = watchWire(page);
    this.errors = watchErrors(page);
  }

  /** A visitor of their own, who is asked before the camera opens. */
  static async open(stage: Stage, place: Place, prepare?: (context: BrowserContext) => Promise<void>): Promise<LivePage> {
    const live = await LivePage.openAt(stage, `/exercises/squat/session?source=camera&on=${place}`, prepare);
    await live.untilAsked(place);
    return live;
  }

  /** A visitor of their own, on that page. */
  static async openAt(stage: Stage, address: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<LivePage> {
    const context = await stage.browser.newContext();
    await prepare?.(context);
    const live = new LivePage(stage, context, await context.newPage());
    await live.page.goto(stage.url + address);
    return live;
  }

  async reload(place: Place): Promise<void> {
    await this.page.reload();
    await this.untilAsked(place);
  }

  async untilAsked(place: Place): Promise<void> {
    await this.page.waitForSelector(`[data-place="${place}"]`, { timeout: engineMs });
  }

  /** Or goes on with what is kept. */
  /** The engine of this device is there, and knows how fast it is; a set may begin before. */
  async untilMeasured(): Promise<void> {
    const measured = () => document.querySelector('[data-measured]')?.textContent?.startsWith('Measured') === true;
    await this.page.waitForFunction(measured, undefined, { timeout: engineMs });
  }

  async begin(): Promise<void> {
    await this.page.click('[data-for="camera"] [data-start="camera"]:visible, [data-resume="go-on"]:visible');
    await this.page.waitForSelector('[data-panel="live"]', { timeout: engineMs });
  }

  async untilCount(count: number): Promise<void> {
    const shown = (wanted: number) => Number(document.getElementById('count')?.textContent) >= wanted;
    await this.page.waitForFunction(shown, count, { timeout: setMs });
  }

  async count(): Promise<number> {
    return Number(await this.page.textContent('#count'));
  }

  async untilLink(words: string): Promise<void> {
    await this.untilShown('connection', words);
  }

  async untilCaption(words: string): Promise<void> {
    await this.untilShown('caption', words);
  }

  /** The line over the picture, which says what is wrong without stopping anybody. */
  async untilNoted(words: string): Promise<void> {
    const shown = (wanted: string) => document.getElementById('stage-note')?.textContent?.includes(wanted) === true;
    await this.page.waitForFunction(shown, words, { timeout: summaryMs });
  }

  private async untilShown(id: string, words: string): Promise<void> {
    const shown = ([where, wanted]: [string, string]) => document.getElementById(where)?.textContent === wanted;
    await this.page.waitForFunction(shown, [id, words] as [string, string], { timeout: summaryMs });
  }

  async stop(reason = 'done'): Promise<void> {
    await this.page.click('#stop');
    await this.page.click(`[data-reason="${reason}"]`);
  }

  /** The server has the set: its page says so. The repetitions there. */
  async untilSummedUp(): Promise<number> {
    await this.page.waitForURL('**/sessions/*', { timeout: 2 * summaryMs });
    return Number(await this.page.textContent('.tile-main .figure-number'));
  }

  /** The browser keeps the set and says so. The repetitions there. */
  async untilKept(): Promise<number> {
    await this.page.waitForSelector('[data-panel="kept"]', { timeout: summaryMs });
    return Number(await this.page.textContent('#kept-count'));
  }

  /** How many sets "My sessions" lists. */
  async listed(): Promise<number> {
    await this.page.goto(`${this.stage.url}/sessions`);
    return this.page.locator('.session-row').count();
  }

  async sessions(): Promise<{ id: string; count: number }[]> {
    const answer = await this.context.request.get(`${this.stage.url}/api/sessions`);
    return ((await answer.json()) as { sessions: { id: string; count: number }[] }).sessions;
  }

  /** One session as its page shows it. */
  async session(id: string): Promise<SessionView> {
    const answer = await this.context.request.get(`${this.stage.url}/api/sessions/${id}`);
    return ((await answer.json()) as { session: SessionView }).session;
  }

  /** How many sets, and how many chunks, this browser keeps. */
  async stored(): Promise<[number, number]> {
    return this.page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((done) => {
        const request = indexedDB.open('ezpt');
        request.onsuccess = () => done(request.result);
      });
      const count = (name: string) => new Promise<number>((done) => {
        const request = database.transaction(name).objectStore(name).count();
        request.onsuccess = () => done(request.result);
      });
      return [await count('sets'), await count('chunks')];
    });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
