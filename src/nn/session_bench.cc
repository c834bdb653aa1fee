#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "nn/session.h"

namespace ezpt::nn {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// MoveNet Lightning, pixels to heads; two heads at single cells only.
void MoveNetHeads(benchmark::State& state) {
  const std::string base = EZPT_SOURCE_DIR "/build/models/movenet-lightning";
  const std::string json = ReadFile(base + ".json");
  const std::string weights = ReadFile(base + ".bin");
  const auto model = Model::LoadTfjs(json, std::as_bytes(std::span(weights)));
  SessionOptions options;
  options.isa = static_cast<Isa>(state.range(0));
  options.sparse_outputs = {"kpt_regress", "kpt_offset"};
  if (!model.ok()) return state.SkipWithError("no model weights: run ./x setup");
  auto session = Session::Create(*model, options);
  if (!session.ok()) return state.SkipWithError(session.error().message.c_str());
  const std::vector<uint8_t> picture((*model)->input_shape().size(), 100);
  for (auto _ : state) benchmark::DoNotOptimize(session->Run(picture).ok());
  state.SetLabel(std::string(IsaName(session->isa())));
}
BENCHMARK(MoveNetHeads)
    ->Arg(static_cast<int>(Isa::kSse4))
    ->Arg(static_cast<int>(Isa::kAvx2))
    ->Arg(static_cast<int>(Isa::kAvx512))
    ->Unit(benchmark::kMillisecond);

void LoadModel(benchmark::State& state) {
  const std::string base = EZPT_SOURCE_DIR "/build/models/movenet-lightning";
  const std::string json = ReadFile(base + ".json");
  const std::string weights = ReadFile(base + ".bin");
  if (json.empty() || weights.empty()) return state.SkipWithError("no model weights: run ./x setup");
  for (auto _ : state) benchmark::DoNotOptimize(Model::LoadTfjs(json, std::as_bytes(std::span(weights))).ok());
}
BENCHMARK(LoadModel)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ezpt::nn
