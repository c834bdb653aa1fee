// TensorFlow.js, WebAssembly with SIMD, one thread, in Node. usage: node tfjs_wasm.mjs MODEL.json RUNS   (NODE_PATH names its node_modules)
import fs from 'fs';
import path from 'path';
import { createRequire } from 'module';
import { report } from './report.mjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const [file, runs] = [process.argv[2], Number(process.argv[3])];
wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out/'));
await tf.setBackend('wasm');
await tf.ready();
const document = JSON.parse(fs.readFileSync(file));
const weights = fs.readFileSync(file.replace(/\.json$/, '.bin'));
const model = await tf.loadGraphModel({
  load: async () => ({
    modelTopology: document.modelTopology, signature: document.signature, format: document.format,
    weightSpecs: document.weightsManifest[0].weights,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
  }),
});
const picture = tf.tensor(Int32Array.from({ length: 192 * 192 * 3 }, (_, i) => (i * 7919) % 256), [1, 192, 192, 3], 'int32');
await report(`TensorFlow.js ${tf.version.tfjs} wasm`, runs, () => {
  const output = model.execute(picture);
  output.dataSync();
  output.dispose();
});
