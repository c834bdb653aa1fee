// What the live page costs in memory while one set goes on in device mode, before the virtual patient:
//
//   npm run memory [-- MINUTES]        (in web/, after ./x build; 30 minutes unless said)
//
// A line a minute, each figure after a collection of garbage; at the end the growth, a line fitted through the minutes
// after the first two. Exit 1 where one grows faster than its limit below. The exercise has no end within the time: its
// dose, twenty sets of two hundred, is changed on the way to the page, and nothing else is.

import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { launch } from './browser';
import { Server } from './server';

const minutes = Number(process.argv[2] ?? '30');
const warmUpMinutes = 2; // compiled code, caches and the first chunks
const minuteMs = 60_000;
const kib = 1024;

/** What may be added in half an hour. A record grows by its joints, which go to the disk and not to the memory. */
const mostGrowthInHalfAnHour: Record<keyof Figures, number> = {
  pageHeapKiB: 512, workerHeapKiB: 512, wasmKiB: 0, nodes: 10, listeners: 10, indexedDbKiB: 20 * kib,
};
const halfHour = 30;

interface Figures {
  pageHeapKiB: number;
  workerHeapKiB: number;
  /** The module's memory: it never shrinks. */
  wasmKiB: number;
  nodes: number;
  listeners: number;
  indexedDbKiB: number;
}

type Handle = { result: { objectId: string; value: number } };

/** The debugger of the engine's worker, through the page's own. */
class WorkerSession {
  private readonly answers = new Map<number, (result: unknown) => void>();
  private next = 0;
  private memories = '';

  private constructor(private readonly cdp: CDPSession, private readonly sessionId: string) {
    cdp.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
      if (from === this.sessionId && id !== undefined) this.answers.get(id)?.(result);
    });
  }

  static async attach(cdp: CDPSession): Promise<WorkerSession> {
    const attached = new Promise<string>((done) => {
      cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => targetInfo.type === 'worker' && done(sessionId));
    });
    await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return new WorkerSession(cdp, await attached);
  }

  send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.next;
    const answer = new Promise<T>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the worker does not answer ${method}`)), minuteMs);
      this.answers.set(id, (result) => {
        clearTimeout(timer);
        this.answers.delete(id);
        done(result as T);
      });
    });
    void this.cdp.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message: JSON.stringify({ id, method, params }) });
    return answer;
  }

  /** The memories of the modules that are there now. Only while the worker is idle: later the question waits for ever. */
  async findModules(): Promise<void> {
    const prototype = await this.send<Handle>('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
    const { objects } = await this.send<{ objects: { objectId: string } }>('Runtime.queryObjects', {
      prototypeObjectId: prototype.result.objectId,
    });
    this.memories = objects.objectId;
  }

  async wasmBytes(): Promise<number> {
    const sum = await this.send<Handle>('Runtime.callFunctionOn', {
      objectId: this.memories, returnByValue: true,
      functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
    });
    return sum.result.value;
  }
}

async function figuresOf(page: Page, cdp: CDPSession, worker: WorkerSession): Promise<Figures> {
  await cdp.send('HeapProfiler.collectGarbage');
  await worker.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
  const { usedSize } = await worker.send<{ usedSize: number }>('Runtime.getHeapUsage');
  const { usageBreakdown } = await cdp.send('Storage.getUsageAndQuota', { origin: new URL(page.url()).origin });
  return {
    pageHeapKiB: metric('JSHeapUsedSize') / kib,
    workerHeapKiB: usedSize / kib,
    wasmKiB: (await worker.wasmBytes()) / kib,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    indexedDbKiB: (usageBreakdown.find(({ storageType }) => storageType === 'indexeddb')?.usage ?? 0) / kib,
  };
}

/** What the figure gains in half an hour: the slope of the least-squares line through its minutes. */
function growth(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let along = 0;
  let spread = 0;
  values.forEach((value, minute) => {
    along += (minute - middle) * (value - mean);
    spread += (minute - middle) ** 2;
  });
  return (halfHour * along) / spread;
}

async function begin(context: BrowserContext, url: string): Promise<Page> {
  await context.route('**/exercises/squat.json', async (route) => {
    const answer = await route.fetch();
    const definition = (await answer.json()) as { dose: object };
    await route.fulfill({ response: answer, json: { ...definition, dose: { ...definition.dose, sets: 20, reps: 200 } } });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`${url}/exercises/squat/session?source=virtual_patient&on=device`);
  await page.waitForSelector('[data-place="device"]', { timeout: minuteMs });
  return page;
}

async function startSet(page: Page): Promise<void> {
  await page.click('[data-for="virtual_patient"] [data-start="virtual_patient"]');
  await page.waitForSelector('[data-state="active"]', { timeout: 2 * minuteMs });
}

/** Whether all stay under their limits. */
function judge(minutesOf: readonly Figures[]): boolean {
  const judged = minutesOf.slice(warmUpMinutes);
  let fine = judged.length > 2;
  for (const [name, most] of Object.entries(mostGrowthInHalfAnHour)) {
    const grown = growth(judged.map((figures) => figures[name as keyof Figures]));
    const within = grown <= most;
    fine &&= within;
    console.log(`${name.padEnd(14)} ${grown.toFixed(1).padStart(9)} in ${halfHour} minutes, limit ${most}${within ? '' : ': GROWS'}`);
  }
  return fine;
}

async function measure(page: Page, cdp: CDPSession, worker: WorkerSession): Promise<Figures[]> {
  const seen: Figures[] = [];
  const names = Object.keys(mostGrowthInHalfAnHour) as (keyof Figures)[];
  console.log(['minute', ...names, 'count'].map((name) => name.padStart(14)).join(''));
  for (let minute = 1; minute <= minutes; ++minute) {
    await page.waitForTimeout(minuteMs);
    const panel = await page.getAttribute('body', 'data-panel');
    if (panel !== 'live' && panel !== 'rest') throw new Error(`the set is over: ${panel ?? ''} ${(await page.textContent('#panel-problem')) ?? ''}`);
    const figures = await figuresOf(page, cdp, worker);
    seen.push(figures);
    const count = (await page.textContent('#count')) ?? '';
    const cells = [String(minute), ...names.map((name) => figures[name].toFixed(name.endsWith('KiB') ? 1 : 0)), count];
    console.log(cells.map((cell) => cell.padStart(14)).join(''));
  }
  return seen;
}

const server = await Server.start();
const browser = await launch();
try {
  // The service worker would fetch what the route changes by itself.
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await begin(context, server.url);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  const worker = await WorkerSession.attach(cdp);
  await worker.findModules();
  await startSet(page);
  process.exitCode = judge(await measure(page, cdp, worker)) ? 0 : 1;
} finally {
  await browser.close();
  await server.stop();
}
