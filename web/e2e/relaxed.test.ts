// The engine's two variants in one page, on the same pictures: what relaxed SIMD rounds otherwise must not be seen.
// (Node runs the plain one against the native core; see src/device/engine.test.ts.)

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type * as EngineScript from '../src/device/engine';
import { launch } from './browser';

const root = resolve(__dirname, '../..');
const view = { width: 320, height: 240 };
const seenWell = 0.3;  // score
const farthestApart = 0.002;  // of the picture, as is asked beside TensorFlow.js; the messages round to 0.0001
const relaxedMadd = Buffer.from([0xfd, 0x85, 0x02]);
const origin = 'http://engine.test';

const modules = {
  plain: readFileSync(join(root, 'build/wasm/apps/engine.wasm')),
  relaxed: readFileSync(join(root, 'build/wasm/apps/engine_relaxed.wasm')),
};

const countOf = (wanted: Buffer, bytes: Buffer): number => bytes.toString('latin1').split(wanted.toString('latin1')).length - 1;

/** In the page: the landmarks of every picture, x, y and score of 17 joints, or null where nobody is. */
async function look({ variant, view }: { variant: EngineScript.Variant; view: { width: number; height: number } }) {
  const bytes = async (name: string) => new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer());
  const { Engine, bestVariant } = (window as unknown as { engineScript: typeof EngineScript }).engineScript;
  const engine = await Engine.create(await WebAssembly.compile(await bytes(variant)), variant, await bytes('model'));
  engine.loadExercises([new TextDecoder().decode(await bytes('definition'))]);
  const pictures = await bytes('pictures');
  const size = 8 + view.width * view.height * 4;
  const seen: (number[] | null)[] = [];
  for (let at = 0; at < pictures.length; at += size) {
    engine.open({ exercise: 'squat', view });  // anew: where one looks must not follow from the last picture
    engine.pixels(view.width, view.height).set(pictures.subarray(at + 8, at + size));
    const t = new DataView(pictures.buffer).getFloat64(at, true);
    seen.push((JSON.parse(engine.processPicture(t, seen.length + 1)) as { landmarks: number[] | null }).landmarks);
  }
  return { best: bestVariant(), seen };
}

it('sees with relaxed SIMD what it sees with plain SIMD', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ezpt-relaxed-'));
  const browser = await launch();
  try {
    execFileSync(join(root, 'build/release/apps/engine_reference'), ['pictures', 'squat', folder]);
    const script = join(folder, 'engine.js');
    await build({ entryPoints: [join(root, 'web/src/device/engine.ts')], outfile: script, format: 'iife', globalName: 'engineScript', logLevel: 'error' });
    const files: Record<string, Buffer> = {
      '/': Buffer.from('<title>engine</title>'), '/plain': modules.plain, '/relaxed': modules.relaxed,
      '/model': readFileSync(join(root, 'build/models/movenet-lightning.packed')),
      '/definition': readFileSync(join(folder, 'definition.json')), '/pictures': readFileSync(join(folder, 'input')),
    };
    const page = await browser.newPage();
    await page.route(`${origin}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      const contentType = path === '/' ? 'text/html' : 'application/octet-stream';
      return files[path] ? route.fulfill({ body: files[path], contentType }) : route.fulfill({ status: 404 });
    });
    await page.goto(`${origin}/`);
    await page.addScriptTag({ path: script });

    // The variants are what they are called, and this browser takes the relaxed one by itself.
    expect(countOf(relaxedMadd, modules.relaxed)).toBeGreaterThan(100);
    expect(countOf(relaxedMadd, modules.plain)).toBe(0);
    const plain = await page.evaluate(look, { variant: 'plain' as const, view });
    const relaxed = await page.evaluate(look, { variant: 'relaxed' as const, view });
    expect(relaxed.best).toBe('relaxed');

    const apart: number[] = [];
    expect(relaxed.seen).toHaveLength(plain.seen.length);
    plain.seen.forEach((one, frame) => {
      const other = relaxed.seen[frame] ?? null;
      expect(other === null).toBe(one === null);
      for (let i = 0; one && other && i < one.length; i += 3) {
        const [x = NaN, y = NaN, score = NaN] = one.slice(i, i + 3);
        const [otherX = NaN, otherY = NaN, otherScore = NaN] = other.slice(i, i + 3);
        if (score >= seenWell && otherScore >= seenWell) apart.push(Math.hypot(x - otherX, y - otherY));
      }
    });
    expect(apart.length).toBeGreaterThan(plain.seen.length / 2 * 12);
    expect(Math.max(...apart)).toBeLessThan(farthestApart);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
