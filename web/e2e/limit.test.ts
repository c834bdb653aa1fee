// A person with a limit: asked for before the start, kept to in the set, shown afterwards; and what follows where it hurt.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility';
import { spyOnSpeech, spokenBy } from './browser';
import { exposeEngine, LivePage, setMs } from './live_page';
import { Stage } from './stage';

/** Degrees of knee bend. The footage's first three squats go past it, to 95; the last two, to 58, stay within it. */
const limit = 65;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
});
afterAll(async () => stage?.strike());

interface Seen {
  arcs: { min: number; max: number }[];
  cues: string[];
  praised: number[];
}

async function watchFeedback(live: LivePage): Promise<void> {
  await live.page.evaluate(() => {
    const seen: Seen = { arcs: [], cues: [], praised: [] };
    const { engineWorker } = Object.assign(window, { seen }) as unknown as { engineWorker: Worker };
    type Told = { type: string; count: number; arc: Seen['arcs'][0] | null; cue: { id: string } | null; praise: object | null };
    engineWorker.addEventListener('message', ({ data }: MessageEvent<{ message?: Told }>) => {
      const { message } = data;
      if (message?.type !== 'feedback') return;
      if (message.arc) seen.arcs.push({ min: message.arc.min, max: message.arc.max });
      if (message.cue && seen.cues.at(-1) !== message.cue.id) seen.cues.push(message.cue.id);
      if (message.praise) seen.praised.push(message.count);
    });
  });
}

describe('a personal limit', () => {
  it('refuses whom a caution concerns, and holds everything to what a therapist allowed', async () => {
    const live = await LivePage.openAt(stage, '/exercises/squat', async (context) => {
      await exposeEngine(context);
      await spyOnSpeech(context);
    });
    const { page } = live;
    const start = page.locator('button[value="camera"]').first();
    await page.check('input[name="safe"][value="caution"]');
    expect(await start.isDisabled()).toBe(true);
    expect(await page.textContent('[data-when="caution"]')).toContain('Sit to stand');
    await page.check('input[name="safe"][value="limit"]');
    await page.fill('[data-limit="degrees"]', '10');
    await start.click();
    await page.waitForSelector('[data-limit-refused]:not([hidden])');
    expect(await page.textContent('[data-limit-refused]')).toContain('cannot be done within that limit');
    await page.fill('[data-limit="degrees"]', String(limit));
    expect(await violations(page)).toEqual([]);
    await start.click();
    await page.waitForURL('**/session?**');
    await page.goto(`${stage.url}/exercises/squat/session?source=camera&on=device`);
    await live.untilAsked('device');
    await watchFeedback(live);
    await live.begin();
    await live.untilCount(5);
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    expect(seen.arcs.length).toBeGreaterThan(0);
    for (const arc of seen.arcs) expect(arc.max).toBeLessThanOrEqual(limit);
    expect([...new Set(seen.cues)]).toEqual(['past_limit']);
    expect(seen.praised.filter((count) => count < 4)).toEqual([]);
    const spoken = await spokenBy(page);
    expect(spoken).toContain('Not so far.');
    expect(spoken.filter((words) => words.includes('lower'))).toEqual([]);
    await live.stop('pain');
    expect(await live.untilSummedUp()).toBe(5);

    const [session] = await live.sessions();
    const summary = await live.session(session!.id);
    expect(summary.limit_text).toBe(`Knee bend: no more than ${limit}°`);
    expect(summary.reps.map((rep) => rep.is_correct)).toEqual([false, false, false, true, true]);
    expect(summary.faults.map(({ name, count }) => [name, count])).toEqual([['Past your limit', 3]]);
    expect(await page.textContent('main')).toContain('You stopped because it hurt');
    expect(await page.textContent('main')).not.toContain('Every repetition was in good form');
    expect(await violations(page)).toEqual([]);
    await page.click('.pain-scale label:has(input[value="7"])');
    await page.waitForFunction(() => document.querySelector('[data-pain-said]')?.textContent?.includes('7 of 10'));

    await page.goto(`${stage.url}/exercises/squat`);
    expect(await page.textContent('form.start')).toContain('The last time it hurt (7 of 10)');
    expect(await page.isChecked('input[name="safe"][value="limit"]')).toBe(true);
    expect(await page.inputValue('[data-limit="degrees"]')).toBe(String(limit));
    await live.close();
  }, 3 * setMs);
});
