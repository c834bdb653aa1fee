#include <benchmark/benchmark.h>

#include <vector>

#include "base/random.h"
#include "pose/movenet/decoder.h"

namespace ezpt::pose::movenet {
namespace {

constexpr int kGrid = 48;

/// Heads of noise, where the fewest cells can be ruled out early.
struct NoiseHeads final : Heads {
  NoiseHeads() {
    Random random(1);
    for (float& v : centers) v = static_cast<float>(random.NextGaussian() - 4);
    for (float& v : heats) v = static_cast<float>(random.NextGaussian() - 4);
    for (float& v : pairs) v = static_cast<float>(random.NextGaussian() * 10);
  }
  [[nodiscard]] int grid() const override { return kGrid; }
  [[nodiscard]] std::span<const float> center() const override { return centers; }
  [[nodiscard]] std::span<const float> heatmap() const override { return heats; }
  [[nodiscard]] Pairs Regress(int /*row*/, int /*column*/) const override { return pairs; }
  [[nodiscard]] Pairs Offset(int /*row*/, int /*column*/) const override { return pairs; }

  std::vector<float> centers = std::vector<float>(kGrid * kGrid);
  std::vector<float> heats = std::vector<float>(kGrid * kGrid * body::kCocoCount);
  Pairs pairs{};
};

void DecodeNoise(benchmark::State& state) {
  const NoiseHeads heads;
  for (auto _ : state) benchmark::DoNotOptimize(Decode(heads));
}
BENCHMARK(DecodeNoise)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ezpt::pose::movenet
