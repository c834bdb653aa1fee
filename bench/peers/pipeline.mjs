// The peer of the pipeline: the same JPEGs to landmarks in Node; see look.mjs.
// usage: node bench/peers/pipeline.mjs PEERS FOLDER; prints the times of each stage in milliseconds.
import fs from 'node:fs';
import path from 'node:path';
import { createLook } from './look.mjs';

const [peers, folder] = process.argv.slice(2);
const look = await createLook(peers);
const jpegs = fs.readdirSync(folder).filter((name) => name.endsWith('.jpg')).sort().map((name) => fs.readFileSync(path.join(folder, name)));
const times = { decode: [], landmarks: [], frame: [] };
for (let i = -10; i < jpegs.length; i++) {  // the first ones warm up
  const start = performance.now();
  const pixels = await look.decode(jpegs[Math.max(i, 0)]);
  const decoded = performance.now();
  await look.find(pixels);
  const end = performance.now();
  if (i < 0) continue;
  times.decode.push(decoded - start);
  times.landmarks.push(end - decoded);
  times.frame.push(end - start);
}
const report = (ms) => {
  ms.sort((a, b) => a - b);
  const at = (q) => ms[Math.floor(q * ms.length)];
  return { mean_ms: ms.reduce((a, b) => a + b) / ms.length, p50_ms: at(0.5), p99_ms: at(0.99) };
};
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, report(ms)]))));
