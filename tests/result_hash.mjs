// node tests/result_hash.mjs MODULE.wasm: the hash that the core compiled to
// WebAssembly gives, printed as build/release/apps/result_hash prints its own.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const path = process.argv[2];
if (!path) {
  console.error('which module? node tests/result_hash.mjs build/wasm/apps/result_hash.wasm');
  process.exit(2);
}
const definitions = execFileSync(join(root, 'build/release/apps/result_hash'), ['--definitions']);
const module = new WebAssembly.Module(readFileSync(path));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) {
  console.error(`${path} imports ${imports.map((i) => `${i.module}.${i.name}`).join(', ')}; the core must not`);
  process.exit(1);
}
const { memory, _initialize, ezpt_input, ezpt_result_hash } = new WebAssembly.Instance(module, {}).exports;
_initialize();
const at = ezpt_input(definitions.length);
new Uint8Array(memory.buffer, at, definitions.length).set(definitions);
const hash = BigInt.asUintN(64, ezpt_result_hash());
if (hash === 0n) {
  console.error(`${path}: the definitions could not be read`);
  process.exit(1);
}
console.log(hash.toString(16).padStart(16, '0'));
