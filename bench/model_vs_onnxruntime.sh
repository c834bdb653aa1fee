#!/bin/bash
# The engine and ONNX Runtime in turn, in one run: p10 of each, their ratio, three
# times; the best ratio last. The same weights, the same input, one thread.
# usage: bench/model_vs_onnxruntime.sh PEERS [ISA] [RUNS]
#   PEERS  a folder with node_modules/onnxruntime-node (npm i --ignore-scripts onnxruntime-node)
#          and movenet.onnx, the same graph as ONNX up to the four heads
# Exits 1 where the best ratio is over the limit of 1.3.
set -euo pipefail
peers=$(realpath "${1:?usage: bench/model_vs_onnxruntime.sh PEERS [ISA] [RUNS]}")
isa=${2:-best}
runs=${3:-300}
cd "$(dirname "$0")/.."
isa_flag=()
[ "$isa" = best ] || isa_flag=(--isa "$isa")

ours() {
  ./x ezpt bench model --threads 1 "${isa_flag[@]}" --runs "$runs" --json |
    node -e 'const r = JSON.parse(require("fs").readFileSync(0)); console.log(r.p10_ms, r.isa, r.peak_gmacs)'
}

onnxruntime() {
  NODE_PATH="$peers/node_modules" node - "$peers/movenet.onnx" "$runs" <<'JS'
const ort = require('onnxruntime-node');
(async () => {
  const [model, runs] = [process.argv[2], Number(process.argv[3])];
  const options = {intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all'};
  const session = await ort.InferenceSession.create(model, options);
  const picture = Float32Array.from({length: 192 * 192 * 3}, (_, i) => (i * 7919) % 256);
  const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', picture, [1, 192, 192, 3])};
  for (let i = 0; i < 20; i++) await session.run(feeds);
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(times[Math.floor(runs / 10)]);
})();
JS
}

best=99
for turn in 1 2 3; do
  read -r p10 ran peak <<<"$(ours)"
  peer=$(onnxruntime)
  ratio=$(node -p "($p10 / $peer).toFixed(3)")
  printf 'turn %d: ezpt %s %.3f ms (peak %.1f GMAC/s), ONNX Runtime %.3f ms, ratio %s\n' "$turn" "$ran" "$p10" "$peak" "$peer" "$ratio"
  best=$(node -p "Math.min($best, $ratio)")
done
echo "best ratio $best"
node -e "process.exit($best <= 1.3 ? 0 : 1)"
