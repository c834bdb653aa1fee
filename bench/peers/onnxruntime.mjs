// ONNX Runtime on the CPU. usage: node onnxruntime.mjs MODEL.onnx THREADS RUNS   (NODE_PATH names its node_modules)
import { createRequire } from 'module';
import { report } from './report.mjs';

const require = createRequire(import.meta.url);
const ort = require('onnxruntime-node');
const [model, threads, runs] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
});
const picture = Float32Array.from({ length: 192 * 192 * 3 }, (_, i) => (i * 7919) % 256);
const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', picture, [1, 192, 192, 3]) };
await report(`ONNX Runtime ${require('onnxruntime-node/package.json').version}`, runs, () => session.run(feeds));
