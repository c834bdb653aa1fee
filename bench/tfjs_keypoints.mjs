// Our keypoints against TensorFlow.js, on the same 192×192 pixels.
//   npm i --ignore-scripts @tensorflow/tfjs @tensorflow/tfjs-backend-wasm     (anywhere; run from there)
//   ezpt_dump_keypoints build/models/movenet-lightning.json OUT PICTURE… > OUT/ours.txt
//   node bench/tfjs_keypoints.mjs build/models/movenet-lightning.json OUT [KEYPOINTS.txt]
// Prints the largest difference, as a fraction of the frame, and exits 1 where it is above 0.002.
// With a third argument, writes TensorFlow.js's keypoints there (the unit test's fixture).
import fs from 'fs';
import path from 'path';
import { createRequire } from 'module';

const limit = 0.002;  // of the frame
const [modelPath, folder, writeTo] = process.argv.slice(2);
const require = createRequire(path.join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out/'));
await tf.setBackend('wasm');
await tf.ready();

const json = JSON.parse(fs.readFileSync(modelPath));
const weights = fs.readFileSync(modelPath.replace(/\.json$/, '.bin'));
const model = await tf.loadGraphModel({
  load: async () => ({
    modelTopology: json.modelTopology, signature: json.signature, format: json.format,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
  }),
});

let worst = 0;
let worstScore = 0;
let written = '';
for (const line of fs.readFileSync(path.join(folder, 'ours.txt'), 'utf8').trim().split('\n')) {
  const [name, ...numbers] = line.split(' ');
  const ours = numbers.map(Number);
  const side = 192;
  const pixels = Int32Array.from(fs.readFileSync(path.join(folder, `${name}.rgb`)));
  const input = tf.tensor(pixels, [1, side, side, 3], 'int32');
  const output = model.execute(input);
  const theirs = output.dataSync();
  let position = 0;
  for (let i = 0; i < theirs.length; i++) {
    const difference = Math.abs(theirs[i] - ours[i]);
    if (i % 3 === 2) worstScore = Math.max(worstScore, difference);
    else position = Math.max(position, difference);
  }
  worst = Math.max(worst, position);
  console.log(`${name}  ${position.toFixed(6)}`);
  written += `${name} ${Array.from(theirs).join(' ')}\n`;
  input.dispose();
  output.dispose();
}
console.log(`largest difference: position ${worst.toFixed(6)} of the frame, score ${worstScore.toFixed(6)}`);
if (writeTo) fs.writeFileSync(writeTo, written);
process.exit(worst <= limit ? 0 : 1);
