// The module, as Node runs it (plain SIMD), against the same engine compiled natively.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bestVariant, Engine, EngineError } from './engine';

const root = resolve(__dirname, '../../..');
const modulePath = join(root, 'build/wasm/apps/engine.wasm');
const modelPath = join(root, 'build/models/movenet-lightning.packed');
const native = join(root, 'build/release/apps/engine_reference');
const built = [modulePath, modelPath, native].every((path) => existsSync(path));
const landmarkBytes = 8 + 51 * 4;
const picture = { width: 320, height: 240 };
const pictureBytes = 8 + picture.width * picture.height * 4;

function reference(what: 'landmarks' | 'pictures', exercise: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ezpt-engine-'));
  folders.push(folder);
  execFileSync(native, [what, exercise, folder]);
  const answers = readFileSync(join(folder, 'answers'), 'utf8').split('\n');
  return {
    folder,
    definition: readFileSync(join(folder, 'definition.json'), 'utf8'),
    input: readFileSync(join(folder, 'input')),
    summary: answers.pop() ?? '',
    answers,
  };
}

const folders: string[] = [];
let compiled: WebAssembly.Module;

function framed(chunks: Uint8Array[]): Buffer {
  return Buffer.concat(chunks.flatMap((chunk) => [Buffer.from(Uint32Array.of(chunk.length).buffer), Buffer.from(chunk)]));
}

async function openEngine(definition: string, exercise: string, view: { width: number; height: number }, model?: Uint8Array) {
  const engine = await Engine.create(compiled, 'plain', model);
  engine.loadExercises([definition]);
  engine.prepareRecognition();
  engine.open({ exercise, reps: 3, sets: 1, view });
  return engine;
}

describe.skipIf(!built)('the engine', { timeout: 60_000 }, () => {
  beforeAll(() => {
    compiled = new WebAssembly.Module(readFileSync(modulePath));
  });
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  it('needs nothing from the page but bytes', () => {
    expect(WebAssembly.Module.imports(compiled)).toEqual([]);
    expect(bestVariant()).not.toBeNull();
  });

  it.each(['squat', 'shoulder_abduction'])('answers %s to the byte as the native core does', async (exercise) => {
    const { folder, definition, input, answers, summary } = reference('landmarks', exercise);
    const engine = await openEngine(definition, exercise, { width: 640, height: 480 });
    const given: string[] = [];
    const chunks: Uint8Array[] = [];
    for (let at = 0, sequence = 1; at < input.length; at += landmarkBytes, sequence++) {
      const frame = input.subarray(at, at + landmarkBytes);
      const points = new Float32Array(Uint8Array.from(frame.subarray(8)).buffer);
      given.push(engine.processLandmarks(points, frame.readDoubleLE(0), sequence));
      if (sequence % 10 === 0) chunks.push(...engine.takeChunks('closed'));
    }
    chunks.push(...engine.takeChunks('everything'));
    expect(given.join('\n')).toBe(answers.slice(0, given.length).join('\n'));
    expect(engine.summary()).toBe(summary);
    expect(JSON.parse(summary)).toMatchObject({ count: 3 });

    // The server's own way: the summary recomputed from the record that the page uploads.
    writeFileSync(join(folder, 'chunks'), framed(chunks));
    expect(execFileSync(native, ['summary', exercise, folder], { encoding: 'utf8' }).trim()).toBe(summary);

    // And another engine goes on from it.
    const other = await openEngine(definition, exercise, { width: 640, height: 480 });
    other.restore(exercise, chunks);
    expect(other.summary()).toBe(summary);
  });

  // The kernels that the reference names round as the module's do: vectors of four, no fused multiply-add. One number that
  // differed would place the next frame's crop elsewhere, and the two would look at different pictures from then on.
  it.each(['squat', 'bridge'])('sees %s in pictures to the byte as the native core does', async (exercise) => {
    const { folder, definition, input, answers, summary } = reference('pictures', exercise);
    const engine = await openEngine(definition, exercise, picture, readFileSync(modelPath));
    const given: string[] = [];
    for (let at = 0; at < input.length; at += pictureBytes) {
      engine.pixels(picture.width, picture.height).set(input.subarray(at + 8, at + pictureBytes));
      given.push(engine.processPicture(input.readDoubleLE(at), given.length + 1));
    }
    expect(given.join('\n')).toBe(answers.join('\n'));
    expect(engine.summary()).toBe(summary);
    const seen = given.filter((answer) => (JSON.parse(answer) as { landmarks: number[] | null }).landmarks !== null);
    expect(seen.length).toBeGreaterThan(given.length / 2);
    writeFileSync(join(folder, 'chunks'), framed(engine.takeChunks('everything')));
    expect(execFileSync(native, ['summary', exercise, folder], { encoding: 'utf8' }).trim()).toBe(summary);
  });

  it('keeps its memory over a long set', async () => {
    const { definition, input } = reference('landmarks', 'squat');
    const engine = await openEngine(definition, 'squat', { width: 640, height: 480 });
    const points = new Float32Array(Uint8Array.from(input.subarray(8, landmarkBytes)).buffer);
    let before = 0;
    for (let sequence = 1; sequence <= 18_000; sequence++) {
      engine.processLandmarks(points, sequence / 30, sequence);
      engine.takeChunks('closed');
      if (sequence === 1800) before = engine.memoryBytes;
    }
    expect(engine.memoryBytes).toBe(before);
  });

  it('refuses in one line, and goes on', async () => {
    const { definition } = reference('landmarks', 'squat');
    const engine = await openEngine(definition, 'squat', { width: 640, height: 480 });
    expect(() => engine.processPicture(1, 1)).toThrow(EngineError);
    expect(() => engine.open({ exercise: 'unknown', view: picture })).toThrow(/not loaded/);
    expect(() => engine.pixels(100_000, 2)).toThrow(/not allowed/);
    expect(() => engine.processLandmarks(new Float32Array(50), 1, 1)).toThrow(/17 times/);
    expect(() => engine.processLandmarks(new Float32Array(51).fill(NaN), 1, 1)).toThrow(EngineError);
    expect(() => engine.apply({ type: 'stop', reason: 'bored' })).toThrow(/reason/);
    expect(() => engine.loadExercises(['{'])).toThrow(/not valid JSON/);
    await expect(Engine.create(compiled, 'plain', new Uint8Array(64))).rejects.toThrow(EngineError);
    expect(JSON.parse(engine.processLandmarks(null, 2, 2))).toMatchObject({ type: 'feedback', landmarks: null });
  });
});
