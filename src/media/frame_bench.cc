// What a frame costs before the network sees it: JPEG at full and half size,
// and the cut to 192 × 192.
#include <benchmark/benchmark.h>

#include <vector>

#include "base/random.h"
#include "media/jpeg.h"
#include "pose/crop.h"

namespace ezpt::media {
namespace {

Image Scene(int width, int height) {
  Random random(1);
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int i = 0; i < width * 3; ++i) {
      image.Row(y)[i] = static_cast<uint8_t>((i / 3 + y) / 8 + random.NextIn(0, 12));
    }
  }
  return image;
}

/// Argument: the shortest long side that will do; 0 for full size.
void BM_DecodeJpeg640x480(benchmark::State& state) {
  const auto jpeg = EncodeJpeg(Scene(640, 480).view(), 80);
  Image out;
  for (auto _ : state) {
    benchmark::DoNotOptimize(DecodeJpegInto(*jpeg, {.min_long_side = static_cast<int>(state.range(0))}, out).ok());
  }
}
BENCHMARK(BM_DecodeJpeg640x480)->Arg(0)->Arg(320)->Unit(benchmark::kMicrosecond);

/// Argument: degrees that the region is turned.
void BM_CropTo192(benchmark::State& state) {
  const Image scene = Scene(640, 480);
  std::vector<uint8_t> crop(192 * 192 * 3);
  const pose::Region region{{320, 240}, 400, ToRadians(Degrees(static_cast<double>(state.range(0))))};
  for (auto _ : state) {
    pose::CropSquare(scene.view(), region, 192, crop);
    benchmark::DoNotOptimize(crop.data());
  }
}
BENCHMARK(BM_CropTo192)->Arg(0)->Arg(90)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ezpt::media
