// The C++ core in this page: pictures in, coaching out, nothing over the network.
//
//   const engine = await loadEngine('/static/engine.json');      // module and model; some 5 MB, cached for good
//   engine.loadExercises([await (await fetch('/exercises/squat.json')).text()]);
//   engine.open({ exercise: 'squat', side: null, language: 'en', view: { width: 640, height: 480 } });
//   const pixels = engine.pixels(640, 480);                      // write RGBA here: copyTo, or set(imageData.data)
//   const feedback = engine.processPicture(t, sequence);         // the `feedback` message of the live protocol
//   for (const chunk of engine.takeChunks('closed')) keep(chunk); // the session record, about one a second
//
// Messages are text, as the server sends them, to the byte: `feedback` without
// its field `server`, `summary` without `session` and `url`, which only a server
// knows. The record's chunks are the truth of a session: the server recomputes
// the same summary from them, to the bit, and another engine goes on from them
// (`restore`). t is the capture clock in seconds and must grow, and so must sequence.
//
// All calls after loading are synchronous and take milliseconds (a picture: the
// network's time), so this belongs in a worker. One session at a time. What the
// module refuses throws an EngineError of one line and leaves the session as it was.

import type { PersonalLimit } from '../safety/personal_limit';

export type Variant = 'relaxed' | 'plain';

/** /static/engine.json: names beside it, each with its content's hash in it; bytes as they are fetched. */
export interface Manifest {
  model: FileEntry;
  modules: Record<Variant, FileEntry>;
}
export interface FileEntry {
  file: string;
  bytes: number;
}

export interface SessionOptions {
  exercise: string;
  side?: 'left' | 'right' | 'both' | null;
  language?: string;
  /** What the person may not pass. */
  limit?: PersonalLimit | null;
  /** Size of the pictures to come; landmarks and record are in its pixels. One of another size is scaled. */
  view: { width: number; height: number };
  /** Other than the exercise's own dose. */
  reps?: number;
  sets?: number;
  hold_s?: number;
  rest_s?: number;
}

export type Command = { type: 'pause' | 'resume' | 'skip_rest' } | { type: 'stop'; reason: string };

export class EngineError extends Error {
  override name = 'EngineError';
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  ezpt_input(size: number): number;
  ezpt_answer(): number;
  ezpt_answer_size(): number;
  ezpt_load_model(): number;
  ezpt_load_exercises(): number;
  ezpt_prepare_recognition(): number;
  ezpt_open(): number;
  ezpt_restore(idSize: number): number;
  ezpt_pixels(width: number, height: number): number;
  ezpt_process_picture(t: number, sequence: number): number;
  ezpt_process_landmarks(t: number, sequence: number): number;
  ezpt_apply(): number;
  ezpt_take_chunks(everything: number): number;
  ezpt_summary(): number;
  ezpt_run_network(): number;
}

const noBytes = new Uint8Array(0);

export class Engine {
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();

  private constructor(
    private readonly core: Exports,
    readonly variant: Variant,
  ) {}

  /** @param model the packed model; without it only landmarks can be processed. */
  static async create(module: WebAssembly.Module, variant: Variant, model?: Uint8Array): Promise<Engine> {
    const instance = await WebAssembly.instantiate(module, {});
    const core = instance.exports as unknown as Exports;
    core._initialize();
    const engine = new Engine(core, variant);
    if (model) {
      engine.put(model);
      engine.check(core.ezpt_load_model());
    }
    return engine;
  }

  /** @param definitions canonical JSON as /exercises/ID.json gives it; they replace earlier ones. */
  loadExercises(definitions: string[]): void {
    this.put(this.encoder.encode(definitions.join('\n')));
    this.check(this.core.ezpt_load_exercises());
  }

  /** Learns what the loaded exercises look like, for `recognised`; half a second. Sessions opened later use it. */
  prepareRecognition(): void {
    this.check(this.core.ezpt_prepare_recognition());
  }

  open(options: SessionOptions): void {
    this.put(this.encoder.encode(JSON.stringify(options)));
    this.check(this.core.ezpt_open());
  }

  /** Goes on with a recorded session from all of its chunks; pictures may follow, t and sequence growing. */
  restore(exercise: string, chunks: Uint8Array[]): void {
    const id = this.encoder.encode(exercise);
    const size = chunks.reduce((sum, chunk) => sum + 4 + chunk.length, id.length);
    const input = new Uint8Array(size);
    const view = new DataView(input.buffer);
    input.set(id);
    let at = id.length;
    for (const chunk of chunks) {
      view.setUint32(at, chunk.length, true);
      input.set(chunk, at + 4);
      at += 4 + chunk.length;
    }
    this.put(input);
    this.check(this.core.ezpt_restore(id.length));
  }

  /**
   * The module's own room for a picture, RGBA, rows without padding, 32 to 1920 pixels a side. Ask for it for each
   * picture: it moves when the module's memory grows.
   */
  pixels(width: number, height: number): Uint8ClampedArray {
    const at = this.core.ezpt_pixels(width, height);
    if (at === 0) throw new EngineError(`engine: a picture of ${width} x ${height} pixels is not allowed`);
    return new Uint8ClampedArray(this.core.memory.buffer, at, width * height * 4);
  }

  /** Looks at what was written into pixels(); the `feedback` message. */
  processPicture(t: number, sequence: number): string {
    this.check(this.core.ezpt_process_picture(t, sequence));
    return this.answerText();
  }

  /** @param points null where nobody is, or 17 times x, y (pixels of the view) and score. */
  processLandmarks(points: Float32Array | null, t: number, sequence: number): string {
    this.put(points ? new Uint8Array(points.buffer, points.byteOffset, points.byteLength) : noBytes);
    this.check(this.core.ezpt_process_landmarks(t, sequence));
    return this.answerText();
  }

  apply(command: Command): void {
    this.put(this.encoder.encode(JSON.stringify(command)));
    this.check(this.core.ezpt_apply());
  }

  /** The record's chunks since the last call: those that are closed, or the open one too (at the end, before a loss). */
  takeChunks(which: 'closed' | 'everything'): Uint8Array[] {
    this.check(this.core.ezpt_take_chunks(which === 'everything' ? 1 : 0));
    const framed = this.answerBytes();
    const view = new DataView(framed.buffer);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < framed.length; ) {
      const size = view.getUint32(at, true);
      chunks.push(framed.slice(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return chunks;
  }

  /** The `summary` message. */
  summary(): string {
    this.check(this.core.ezpt_summary());
    return this.answerText();
  }

  /** Runs the network once, on noise. */
  run(): void {
    this.check(this.core.ezpt_run_network());
  }

  /** Milliseconds a run of the network takes here: the median of the runs of `forMs`. */
  measure(forMs = 500): number {
    this.run();
    const times: number[] = [];
    const end = performance.now() + forMs;
    for (let now = performance.now(); times.length === 0 || now < end; ) {
      this.run();
      const then = now;
      now = performance.now();
      times.push(now - then);
    }
    times.sort((a, b) => a - b);
    return times[times.length >> 1] ?? Infinity;
  }

  /** Bytes that the module has taken; it never shrinks. */
  get memoryBytes(): number {
    return this.core.memory.buffer.byteLength;
  }

  private put(bytes: Uint8Array): void {
    const at = this.core.ezpt_input(bytes.length);
    if (at === 0 && bytes.length > 0) throw new EngineError('engine: the input is too large');
    new Uint8Array(this.core.memory.buffer, at, bytes.length).set(bytes);
  }

  private check(status: number): void {
    if (status !== 0) throw new EngineError(this.answerText());
  }

  private answerBytes(): Uint8Array<ArrayBuffer> {
    const at = this.core.ezpt_answer();
    return new Uint8Array(this.core.memory.buffer as ArrayBuffer).slice(at, at + this.core.ezpt_answer_size());
  }

  private answerText(): string {
    const at = this.core.ezpt_answer();
    return this.decoder.decode(new Uint8Array(this.core.memory.buffer, at, this.core.ezpt_answer_size()));
  }
}

// The smallest modules that hold one instruction: f32x4.add, and f32x4.relaxed_madd.
const simdProbe = '0061736d010000000105016000017b030201000a0f010d004100fd114100fd11fde4010b';
const relaxedProbe = '0061736d010000000105016000017b030201000a130111004100fd114100fd114100fd11fd85020b';

/** The best variant that this browser runs; null where it has no WebAssembly SIMD. */
export function bestVariant(): Variant | null {
  if (typeof WebAssembly === 'undefined') return null;
  if (WebAssembly.validate(fromHex(relaxedProbe))) return 'relaxed';
  return WebAssembly.validate(fromHex(simdProbe)) ? 'plain' : null;
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/**
 * Fetches and starts what the manifest names. Throws where the browser cannot run it or a file cannot be had.
 * @param variant another than the best one, to compare.
 */
export async function loadEngine(manifestUrl: string, variant = bestVariant()): Promise<Engine> {
  if (!variant) throw new EngineError('engine: this browser has no WebAssembly SIMD');
  const manifest = (await (await fetchOk(manifestUrl)).json()) as Manifest;
  const base = new URL(manifestUrl, self.location.href);
  const [module, model] = await Promise.all([
    fetchOk(new URL(manifest.modules[variant].file, base)).then((answer) => WebAssembly.compileStreaming(answer)),
    fetchOk(new URL(manifest.model.file, base)).then((answer) => answer.arrayBuffer()),
  ]);
  return Engine.create(module, variant, new Uint8Array(model));
}

async function fetchOk(url: string | URL): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new EngineError(`engine: ${String(url)} answered ${answer.status}`);
  return answer;
}
