// The engine's worker: everything that takes time is here, so that the page never waits. Model, module and definition
// are fetched like any file (the service worker keeps them); a picture goes no further than this file.

import type { ServerMessage, Summary } from '../live/protocol';
import { CoachedSet, type Definition } from './coached_set';
import { loadEngine, type Engine } from './engine';
import type { FromWorker, SetDescription, ToWorker } from './messages';
import { liveLock, SetStore } from './set_store';

const manifestUrl = '/static/engine.json';

const post = (message: FromWorker) => postMessage(message);
const say = (message: ServerMessage) => post({ type: 'message', message });

const canvas = new OffscreenCanvas(32, 32);
const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
let loading: Promise<Engine> | null = null;
const definitions = new Map<string, Promise<string>>();
let set: CoachedSet | null = null;
/** All exercises are loaded, and the engine tells them apart. */
let knowsLibrary = false;
/** Messages are worked on in their order, one at a time. */
let work: Promise<void> = Promise.resolve();

function engine(): Promise<Engine> {
  return (loading ??= loadEngine(manifestUrl));
}

async function fetchDefinition(exercise: string): Promise<string> {
  const answer = await fetch(`/exercises/${encodeURIComponent(exercise)}.json`);
  if (!answer.ok) throw new Error('The exercise could not be loaded.');
  return answer.text();
}

function definitionOf(exercise: string): Promise<string> {
  let text = definitions.get(exercise);
  if (text === undefined) {
    definitions.set(exercise, (text = fetchDefinition(exercise)));
    text.catch(() => definitions.delete(exercise));
  }
  return text;
}

/** For `recognised`: what every exercise looks like. Not during a set: it takes half a second. */
async function learnLibrary(): Promise<void> {
  const answer = await fetch('/exercises.json');
  if (!answer.ok) return;
  const list = (await answer.json()) as { id: string }[];
  const texts = await Promise.all(list.map(({ id }) => definitionOf(id)));
  const loaded = await engine();
  if (set !== null || knowsLibrary) return;
  loaded.loadExercises(texts);
  loaded.prepareRecognition();
  knowsLibrary = true;
}

async function measure(exercise: string): Promise<void> {
  const [loaded] = await Promise.all([engine(), definitionOf(exercise)]);
  post({ type: 'measured', msPerPicture: loaded.measure() });
  // A set can begin without it, and nothing of the coaching depends on it.
  learnLibrary().catch((error: unknown) => console.info('exercises are not told apart here:', error));
}

async function start(description: SetDescription, resume: boolean): Promise<void> {
  const [loaded, store, text] = await Promise.all([engine(), SetStore.open(), definitionOf(description.exercise)]);
  if (!(await liveLock(description.id))) throw new Error('This set goes on in another tab or window.');
  const kept = await store.get(description.id);
  if (kept !== null && kept.summary !== null) return say(kept.summary);  // it was over before the page knew
  const chunks = resume ? await store.chunks(description.id) : [];
  const definition = JSON.parse(text) as Definition;
  if (!knowsLibrary) loaded.loadExercises([text]);
  if (chunks.length > 0) {
    loaded.restore(description.exercise, chunks);
  } else {
    const { exercise, side, language, limit, width, height } = description;
    loaded.open({ exercise, side: side as 'left' | 'right' | 'both' | null, language, limit: limit ?? null, view: { width, height } });
    const nothingYet = { ended: null, summary: null, remote: null, goneOnAfter: null };
    if (kept === null) {
      await store.create({ ...description, ...nothingYet, startedMs: Date.now(), touchedMs: Date.now() });
    }
  }
  checkHeld(description, loaded);
  set = new CoachedSet(description, definition, loaded, store, say, chunks.length);
  set.welcome();
}

/** An engine that was cached before limits were known would coach past one without a word. */
function checkHeld({ limit, side }: SetDescription, loaded: Engine): void {
  const otherSides = limit?.side != null && side !== null && side !== 'both' && limit.side !== 'both' && limit.side !== side;
  if (limit == null || otherSides) return;
  const { limit: held } = JSON.parse(loaded.summary()) as Summary;
  if (held === undefined) throw new Error('This browser has kept an older version, which knows no limits. Close the page and open it again.');
}

async function picture(message: Extract<ToWorker, { type: 'picture' }>): Promise<void> {
  const { width, height } = message;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context?.drawImage(message.picture, 0, 0, width, height);
  message.picture.close();
  const pixels = context?.getImageData(0, 0, width, height).data;
  if (pixels === undefined || set === null) return;
  (await engine()).pixels(width, height).set(pixels);
  await set.picture(message.t, message.sequence);
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'measure': return measure(message.exercise);
    case 'start': return start(message.set, message.resume);
    case 'picture': return picture(message);
    case 'request': return set?.request(message.request);
  }
}

onmessage = ({ data }: MessageEvent<ToWorker>) => {
  work = work.then(() => handle(data)).catch((error: unknown) => {
    post({ type: 'failed', text: error instanceof Error ? error.message : String(error) });
  });
};
