// Places the engine that a page runs itself into dist/: the WebAssembly variants and the packed model under names
// that carry their content's hash (so that browsers keep them for good), and engine.json, which says which is which.
// A page without engine.json works with the server.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const out = join(root, 'web/dist');
const mostBytes = 6_000_000; // over the wire, what one browser fetches

const sources = {
  model: { path: 'build/models/movenet-lightning.packed', name: 'movenet-lightning', ending: 'bin' },
  plain: { path: 'build/wasm/apps/engine.wasm', name: 'engine', ending: 'wasm' },
  relaxed: { path: 'build/wasm/apps/engine_relaxed.wasm', name: 'engine-relaxed', ending: 'wasm' },
};

function place({ path, name, ending }) {
  const bytes = readFileSync(join(root, path));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12).toUpperCase();
  const file = `${name}-${hash}.${ending}`;
  const target = join(out, file);
  if (!existsSync(target) || statSync(target).size !== bytes.length) writeFileSync(target, bytes);
  return { file, bytes: bytes.length };
}

/** Nothing where the modules have not been built yet. */
export function placeEngine() {
  if (!Object.values(sources).every(({ path }) => existsSync(join(root, path)))) return;
  mkdirSync(out, { recursive: true });
  const [model, plain, relaxed] = [sources.model, sources.plain, sources.relaxed].map(place);
  const fetched = model.bytes + Math.max(plain.bytes, relaxed.bytes);
  if (fetched > mostBytes) throw new Error(`model and module are ${fetched} bytes, over ${mostBytes}`);
  const kept = new Set([model, plain, relaxed].map(({ file }) => file));
  for (const file of readdirSync(out)) {
    if (/^(engine|movenet).*-[0-9A-F]{12}\.(wasm|bin)$/.test(file) && !kept.has(file)) rmSync(join(out, file));
  }
  writeFileSync(join(out, 'engine.json'), JSON.stringify({ model, modules: { plain, relaxed } }));
}

if (argv[1] === fileURLToPath(import.meta.url)) placeEngine();
