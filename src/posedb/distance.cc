#include "posedb/distance.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "posedb/distance.cc"
#include <hwy/foreach_target.h>
// Above: every target; below: once for each.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ezpt::posedb {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Adds lanes 0…15 pairwise: (i, i + 8), then (i, i + 4), (i, i + 2), (i, i + 1).
float SumLanes(float* lanes) {
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

float Distance(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t padded) {
  const hn::CappedTag<float, kLanes> d;
  constexpr std::size_t kWidth = hn::MaxLanes(hn::CappedTag<float, kLanes>());
  constexpr std::size_t kRegisters = kLanes / kWidth;
  hn::Vec<decltype(d)> sums[kRegisters];
  for (auto& sum : sums) sum = hn::Zero(d);
  for (std::size_t i = 0; i < padded; i += kLanes) {
    for (std::size_t r = 0; r < kRegisters; ++r) {
      const auto difference = hn::Sub(hn::LoadU(d, a + i + r * kWidth), hn::LoadU(d, b + i + r * kWidth));
      sums[r] = hn::Add(sums[r], hn::Mul(difference, difference));
    }
  }
  float lanes[kLanes];
  for (std::size_t r = 0; r < kRegisters; ++r) hn::StoreU(sums[r], d, lanes + r * kWidth);
  return SumLanes(lanes);
}

void Distances(const float* query, const float* data, std::size_t padded, const std::size_t* rows, std::size_t count,
               float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = Distance(query, data + rows[i] * padded, padded);
}

}  // namespace HWY_NAMESPACE
}  // namespace ezpt::posedb
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ezpt::posedb {

HWY_EXPORT(Distance);
HWY_EXPORT(Distances);

float SquaredDistance(const float* a, const float* b, std::size_t padded) {
  return HWY_DYNAMIC_DISPATCH(Distance)(a, b, padded);
}

void SquaredDistances(const float* query, const float* data, std::size_t padded, std::span<const std::size_t> rows,
                      float* out) {
  HWY_DYNAMIC_DISPATCH(Distances)(query, data, padded, rows.data(), rows.size(), out);
}

float SquaredDistanceScalar(const float* a, const float* b, std::size_t padded) {
  float lanes[kLanes] = {};
  for (std::size_t i = 0; i < padded; ++i) {
    const float difference = a[i] - b[i];
    lanes[i % kLanes] += difference * difference;
  }
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

std::string DistanceTarget() {
#if HWY_COMPILER_CLANG && defined(__wasm__)
  return "WASM";
#else
  // The best of what the processor has and what is compiled in.
  const int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);
#endif
}

}  // namespace ezpt::posedb
#endif  // HWY_ONCE
