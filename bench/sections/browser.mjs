// MoveNet in Chromium: the page's own module beside TensorFlow.js's wasm backend with SIMD, on one thread, in turn in
// one page. Ours ends in landmarks; TensorFlow.js's ends in the output tensor, copied out.
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const runs = 60; // a turn
const require = createRequire(path.resolve('web/package.json'));

/** What the page may fetch. */
function serve(folders) {
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
  const server = http.createServer((request, answer) => {
    // Isolated, so that the clock is fine enough.
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
    if (request.url === '/') return answer.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end('<title>bench</title>');
    const [, folder, ...rest] = request.url.split('/');
    const file = path.join(folders[folder] ?? '/nowhere', path.basename(rest.join('/')));
    if (!fs.existsSync(file)) return answer.writeHead(404).end();
    answer.writeHead(200, { ...headers, 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** In the page: the times of both, a turn each after the other. */
async function measure({ variant, turns, runs }) {
  const time = async (run) => {
    const times = [];
    for (let i = 0; i < runs; i++) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return { p10: times[Math.floor(runs / 10)], p50: times[runs >> 1] };
  };
  const { Engine } = await import('/script/engine.js');
  const module = await WebAssembly.compileStreaming(fetch(variant === 'relaxed' ? '/module/engine_relaxed.wasm' : '/module/engine.wasm'));
  const model = new Uint8Array(await (await fetch('/model/movenet-lightning.packed')).arrayBuffer());
  const began = performance.now();
  const engine = await Engine.create(module, variant, model);
  engine.measure(0);
  const firstMs = performance.now() - began;

  tf.wasm.setWasmPaths('/tfjs-wasm/');
  tf.wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const network = await tf.loadGraphModel('/model/movenet-lightning.json');
  const side = 192;
  const input = tf.tensor(Int32Array.from({ length: side * side * 3 }, (_, i) => (i * 7919) & 255), [1, side, side, 3], 'int32');
  const theirs = () => {
    const output = network.execute(input);
    output.dataSync();
    output.dispose();
  };
  const ours = () => engine.run();
  await time(ours);
  await time(theirs);
  const pairs = [];
  for (let turn = 0; turn < turns; turn++) pairs.push({ ours: await time(ours), theirs: await time(theirs) });
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return { pairs, firstMs, simd, version: tf.version_wasm ?? tf.version['tfjs-core'] };
}

export default async function browser({ peers, turns }) {
  const { chromium } = require('playwright-core');
  const esbuild = require('esbuild');
  fs.mkdirSync('build/bench', { recursive: true });
  await esbuild.build({ entryPoints: ['web/src/device/engine.ts'], outfile: 'build/bench/engine.js', format: 'esm', logLevel: 'error' });
  const tensorFlow = path.join(peers, 'node_modules/@tensorflow');
  const server = await serve({
    script: 'build/bench', module: 'build/wasm/apps', model: 'build/models', tfjs: path.join(tensorFlow, 'tfjs/dist'),
    'tfjs-backend': path.join(tensorFlow, 'tfjs-backend-wasm/dist'), 'tfjs-wasm': path.join(tensorFlow, 'tfjs-backend-wasm/wasm-out'),
  });
  const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : []; // Chromium refuses its sandbox to root
  const chrome = await chromium.launch({ executablePath: process.env.EZPT_CHROMIUM ?? '/usr/bin/chromium', args: ['--disable-gpu', ...sandbox] });
  try {
    const rows = [];
    for (const variant of ['relaxed', 'plain']) {
      const page = await chrome.newPage();
      const url = `http://127.0.0.1:${server.address().port}`;
      await page.goto(url);
      await page.addScriptTag({ url: `${url}/tfjs/tf.min.js` });
      await page.addScriptTag({ url: `${url}/tfjs-backend/tf-backend-wasm.min.js` });
      const { pairs, firstMs, simd } = await page.evaluate(measure, { variant, turns, runs });
      await page.close();
      const ratios = pairs.map(({ ours, theirs }) => ours.p10 / theirs.p10).sort((a, b) => a - b);
      const least = (whose, which) => Math.min(...pairs.map((pair) => pair[whose][which]));
      const [ours, theirs] = [least('ours', 'p10'), least('theirs', 'p10')];
      rows.push({
        what: `MoveNet in Chromium ${chrome.version()}, ${variant} SIMD, 1 thread`, ms: ours,
        peer: `TensorFlow.js wasm${simd ? ', SIMD' : ''}`, peerMs: theirs, ratio: ours / theirs, spread: [ratios[0], ratios[turns - 1]],
        note: `medians ${least('ours', 'p50').toFixed(1)} and ${least('theirs', 'p50').toFixed(1)} ms; model loaded and first run in ${firstMs.toFixed(0)} ms`,
      });
    }
    return rows;
  } finally {
    await chrome.close();
    server.close();
  }
}
