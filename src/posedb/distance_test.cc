#include "posedb/distance.h"

#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

#include <bit>
#include <cstdint>
#include <set>
#include <vector>

#include "base/random.h"

namespace ezpt::posedb {
namespace {

std::vector<float> Noise(std::size_t size, uint64_t seed) {
  Random random(seed);
  std::vector<float> out(size);
  for (float& x : out) x = static_cast<float>(random.NextGaussian());
  return out;
}

/// Lets one target run at a time, and every one again at the end.
class ForcedTarget {
 public:
  explicit ForcedTarget(int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~ForcedTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST(SquaredDistance, EveryTargetGivesTheScalarBits) {
  std::set<std::string> ran;
  for (int64_t targets = hwy::SupportedTargets() & HWY_TARGETS; targets != 0; targets &= targets - 1) {
    const ForcedTarget forced(targets & -targets);
    ASSERT_TRUE(ran.insert(DistanceTarget()).second) << "the forced target did not run";
    for (std::size_t size = kLanes; size <= 40 * kLanes; size += kLanes) {
      const std::vector<float> a = Noise(size, size);
      const std::vector<float> b = Noise(size, size + 1);
      EXPECT_EQ(std::bit_cast<uint32_t>(SquaredDistance(a.data(), b.data(), size)),
                std::bit_cast<uint32_t>(SquaredDistanceScalar(a.data(), b.data(), size)))
          << DistanceTarget() << " at " << size;
    }
  }
  EXPECT_FALSE(ran.empty());
}

TEST(SquaredDistance, OfOneRowIsThatOfMany) {
  constexpr std::size_t kSize = 3 * kLanes;
  const std::vector<float> data = Noise(10 * kSize, 3);
  const std::vector<float> query = Noise(kSize, 4);
  const std::size_t rows[] = {7, 0, 9};
  float out[3];
  SquaredDistances(query.data(), data.data(), kSize, rows, out);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(out[i], SquaredDistance(query.data(), data.data() + rows[i] * kSize, kSize));
  }
}

}  // namespace
}  // namespace ezpt::posedb
