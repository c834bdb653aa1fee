// ./x bench: one table of speed, each figure beside its peer's, measured in turn in one run.
// usage: node bench/run.mjs PEERS [SECTION…]     sections: kernels, model, threads, and the files of bench/sections/
// Writes build/bench.json too. Times are 10th percentiles, the least of three turns (whatever else the machine does only adds time); the ratio is ours ÷
// the peer's of those, and the ratios of the three turns stand beside it.
import { execFileSync } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';
import { fileURLToPath } from 'url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const peers = path.resolve(process.argv[2]);
const wanted = process.argv.slice(3);
const turns = 3;
const runs = 200;

const output = (command, args, env = {}) =>
  execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
const json = (...command) => JSON.parse(output(...command));

const node = { NODE_PATH: path.join(peers, 'node_modules') };
const peer = {
  onnxRuntime: (threads) => json('node', ['bench/peers/onnxruntime.mjs', path.join(peers, 'movenet.onnx'), threads, runs], node),
  openCv: (threads) => json('/usr/bin/python3', ['bench/peers/opencv.py', path.join(peers, 'movenet_opencv.onnx'), threads, runs / 4]),
  tensorFlowJs: () => json('node', ['bench/peers/tfjs_wasm.mjs', 'build/models/movenet-lightning.json', runs / 4], node),
};
const ours = (isa, threads) => json('build/release/apps/ezpt', ['bench', 'model', '--isa', isa, '--threads', threads, '--runs', runs, '--json']);

const available = ['avx512', 'avx2', 'sse4'].filter((isa) => {
  try { ours(isa, 1); return true; } catch { return false; }
});

function inTurn(measureOurs, measureTheirs) {
  const pairs = Array.from({ length: turns }, () => ({ ours: measureOurs(), theirs: measureTheirs() }));
  const ratios = pairs.map((pair) => pair.ours.p10_ms / pair.theirs.p10_ms).sort((a, b) => a - b);
  const least = (side) => pairs.map((pair) => pair[side]).reduce((a, b) => (b.p10_ms < a.p10_ms ? b : a));
  const best = { ours: least('ours'), theirs: least('theirs') };
  return { best, ratio: best.ours.p10_ms / best.theirs.p10_ms, spread: [ratios[0], ratios[turns - 1]] };
}

const sections = {
  model() {
    const rows = [];
    const beside = (isa, name, measure) => {
      const { best, ratio, spread } = inTurn(() => ours(isa, 1), measure);
      const floor = 244 / best.ours.peak_gmacs;
      rows.push({ what: `MoveNet, pixels to landmarks, ${isa}, 1 thread`, ms: best.ours.p10_ms, peer: best.theirs.name ?? name,
        peerMs: best.theirs.p10_ms, ratio, spread, note: `${(best.ours.p10_ms / floor).toFixed(2)} × floor of ${floor.toFixed(2)} ms` });
    };
    for (const isa of available) beside(isa, 'ONNX Runtime', () => peer.onnxRuntime(1));
    beside(available[0], 'OpenCV', () => peer.openCv(1));
    beside(available[0], 'TensorFlow.js', () => peer.tensorFlowJs());
    return rows;
  },
  threads() {
    const { best, ratio, spread } = inTurn(() => ours(available[0], 2), () => ({ ...ours(available[0], 1), name: 'ezpt, 1 thread' }));
    return [{ what: `MoveNet, ${available[0]}, 2 threads`, ms: best.ours.p10_ms, peer: best.theirs.name, peerMs: best.theirs.p10_ms, ratio, spread,
      note: `${(1 / ratio).toFixed(2)} × as fast` }];
  },
  kernels() {
    const programs = fs.readdirSync('build/release/src').flatMap((module) =>
      fs.readdirSync(`build/release/src/${module}`).filter((file) => /^ezpt_\w+_bench$/.test(file)).map((file) => `build/release/src/${module}/${file}`));
    const heads = peer.onnxRuntime(1);  // What MoveNetHeads does, and nothing else here.
    return programs.flatMap((program) => {
      const { benchmarks } = json(program, ['--benchmark_format=json', '--benchmark_repetitions=5', '--benchmark_min_time=0.1']);
      const names = [...new Set(benchmarks.filter((b) => b.run_type === 'iteration').map((b) => b.run_name))];
      const toMs = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3 };
      return names.map((name) => {
        const one = benchmarks.filter((b) => b.run_name === name && b.run_type === 'iteration');
        const what = `${path.basename(program).replace(/^ezpt_|_bench$/g, '')}: ${name.replace(/^BM_/, '')} ${one[0].label ?? ''}`.trim();
        if (one[0].error_occurred) return { what, note: one[0].error_message };
        const times = one.map((b) => b.cpu_time * toMs[b.time_unit]).sort((a, b) => a - b);
        const beside = name.startsWith('MoveNetHeads') ? { peer: heads.name, peerMs: heads.p10_ms, ratio: times[0] / heads.p10_ms } : {};
        return { what, ms: times[0], ...beside, note: `to ${times.at(-1).toPrecision(3)} ms in 5 repetitions` };
      });
    });
  },
};
for (const file of fs.existsSync('bench/sections') ? fs.readdirSync('bench/sections').sort() : []) {
  sections[path.basename(file, '.mjs')] = (await import(path.join(root, 'bench/sections', file))).default;
}

const commit = output('git', ['rev-parse', '--short', 'HEAD']).trim();
console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, ${os.type()} ${os.release()}, commit ${commit}\n`);
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
line(['section', 'what', 'ours, ms', 'peer', 'peer, ms', 'ratio', 'of three turns', 'note']);
line(Array(8).fill('---'));
const results = [];
const number = (value) => (value === undefined ? '' : value.toPrecision(3));
for (const name of wanted.length ? wanted : Object.keys(sections)) {
  if (!sections[name]) throw new Error(`no section '${name}'; there are ${Object.keys(sections).join(', ')}`);
  for (const row of await sections[name]({ peers, turns, inTurn, json })) {
    results.push({ section: name, ...row });
    line([name, row.what, number(row.ms), row.peer ?? '', number(row.peerMs), number(row.ratio), row.spread?.map(number).join('–') ?? '', row.note ?? '']);
  }
}
fs.writeFileSync('build/bench.json', JSON.stringify({ commit, cpu: os.cpus()[0].model, cores: os.cpus().length, results }, null, 1));
