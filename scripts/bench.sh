# ./x bench: the micro-benchmarks beside the code, then the model beside its peer.
# The peer (ONNX Runtime, an npm package) is fetched once into build/peers.
source scripts/setup.sh
install_packages build test
set_up run
build_preset release >&2
for program in build/release/src/*/ezpt_*_bench; do
  say "$(basename "$program")"
  "$program" --benchmark_counters_tabular=true 2>/dev/null
done

if [ ! -f build/peers/movenet.onnx ]; then
  say "fetching the peer: ONNX Runtime (npm)"
  mkdir -p build/peers
  (cd build/peers && npm init -y >/dev/null && npm i --ignore-scripts --no-audit --no-fund --loglevel=error onnxruntime-node@1.30) >&2
  [ -f ../shared/peers/to_onnx.py ] || fail "the peer's model is made by ../shared/peers/to_onnx.py, which is not here"
  as_root apt-get install -y -q --no-install-recommends --no-remove python3-numpy python3-onnx >&2
  /usr/bin/python3 ../shared/peers/to_onnx.py build/models/movenet-lightning.json build/peers/movenet.onnx >/dev/null
fi
say "model: ezpt beside ONNX Runtime, one thread, in turn"
bash bench/model_vs_onnxruntime.sh build/peers
