#include "pose/movenet/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "pose/movenet/test_support.h"

namespace ezpt::pose::movenet {
namespace {

constexpr float kTolerance = 1e-6f;  // Of the crop's side.

TEST(Decode, FollowsCentreThenRegressionThenHeatmapThenOffset) {
  Maps maps;
  maps.centers[Maps::At(20, 30)] = 3.0f;
  maps.RegressAt(20, 30, 5)[0] = -6.0f;
  maps.RegressAt(20, 30, 5)[1] = 4.0f;
  maps.Heat(15, 33, 5) = 2.0f;
  maps.OffsetAt(15, 33, 5)[0] = 0.25f;
  maps.OffsetAt(15, 33, 5)[1] = -0.5f;
  const Keypoint joint = Decode(maps)[5];
  EXPECT_NEAR(joint.y, 15.25f / kGrid, kTolerance);
  EXPECT_NEAR(joint.x, 32.5f / kGrid, kTolerance);
  EXPECT_NEAR(joint.score, 1 / (1 + std::exp(-2.0f)), kTolerance);
}

TEST(Decode, PrefersThePersonInTheMiddle) {
  Maps maps;
  maps.centers[Maps::At(24, 26)] = 1.0f;
  maps.centers[Maps::At(24, 4)] = 4.0f;  // More certain, but at the edge.
  for (int column : {26, 4}) maps.Heat(24, column, 0) = 2.0f;
  EXPECT_NEAR(Decode(maps)[0].x, 26.0f / kGrid, kTolerance);
}

TEST(Decode, PrefersTheJointNearItsRegressedPlace) {
  Maps maps;
  maps.centers[Maps::At(24, 24)] = 3.0f;
  maps.RegressAt(24, 24, 9)[0] = 10.0f;
  maps.Heat(34, 24, 9) = 0.0f;
  maps.Heat(5, 5, 9) = 3.0f;  // Someone else's wrist.
  EXPECT_NEAR(Decode(maps)[9].y, 34.0f / kGrid, kTolerance);
}

/// The same four steps with no cell ruled out beforehand.
Keypoints DecodePlainly(const Heads& heads) {
  const auto argmax = [](std::span<const float> map, int channels, int channel, float row, float column) {
    int best = 0;
    float best_value = -1;
    for (int i = 0; i < kGrid * kGrid; ++i) {
      const float dy = static_cast<float>(i / kGrid) - row;
      const float dx = static_cast<float>(i % kGrid) - column;
      const float v = 1.0f / (1.0f + std::exp(-map[static_cast<std::size_t>(i * channels + channel)])) *
                      (1.0f / (std::sqrt(dy * dy + dx * dx) + 1.8f));
      if (v > best_value) {
        best = i;
        best_value = v;
      }
    }
    return static_cast<std::size_t>(best);
  };
  const std::size_t c = argmax(heads.center(), 1, 0, kGrid / 2.0f, kGrid / 2.0f);
  const Heads::Pairs regressed = heads.Regress(static_cast<int>(c / kGrid), static_cast<int>(c % kGrid));
  Keypoints result;
  for (std::size_t j = 0; j < kJoints; ++j) {
    const std::size_t at =
        argmax(heads.heatmap(), kJoints, static_cast<int>(j), static_cast<float>(c / kGrid) + regressed[2 * j],
               static_cast<float>(c % kGrid) + regressed[2 * j + 1]);
    const Heads::Pairs offset = heads.Offset(static_cast<int>(at / kGrid), static_cast<int>(at % kGrid));
    result[j] = {(static_cast<float>(at / kGrid) + offset[2 * j]) / kGrid,
                 (static_cast<float>(at % kGrid) + offset[2 * j + 1]) / kGrid, 0};
  }
  return result;
}

TEST(Decode, RulingCellsOutChangesNothing) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    Maps maps;
    const double spread = seed % 2 == 0 ? 1.0 : 5.0;
    for (float& v : maps.centers) v = static_cast<float>(random.NextGaussian() * spread - 4);
    for (float& v : maps.heats) v = static_cast<float>(random.NextGaussian() * spread - 4);
    // Some joints far outside, so that every cell is about as far.
    const double reach = seed % 3 == 0 ? 1000.0 : 10.0;
    for (float& v : maps.regressed) v = static_cast<float>(random.NextGaussian() * reach);
    for (float& v : maps.offsets) v = static_cast<float>(random.NextGaussian());
    const Keypoints fast = Decode(maps);
    const Keypoints plain = DecodePlainly(maps);
    for (std::size_t j = 0; j < fast.size(); ++j) {
      EXPECT_EQ(fast[j].y, plain[j].y) << "seed " << seed << ", joint " << j;
      EXPECT_EQ(fast[j].x, plain[j].x);
    }
  }
}

TEST(Decode, TheFirstOfEqualsWins) {
  Maps maps;
  maps.centers[Maps::At(24, 24)] = 3.0f;
  for (const auto& [row, column] : {std::pair{22, 24}, {24, 22}, {24, 26}, {26, 24}}) maps.Heat(row, column, 3) = 1.0f;
  maps.Heat(24, 24, 3) = -3.0f;
  EXPECT_NEAR(Decode(maps)[3].y, 22.0f / kGrid, kTolerance);
}

TEST(Decode, ValuesThatAreNoNumbersStayInTheGrid) {
  for (const float wrong : {std::nanf(""), INFINITY, -INFINITY}) {
    Maps maps;
    for (float& v : maps.heats) v = wrong;
    for (float& v : maps.regressed) v = wrong;
    for (const Keypoint& joint : Decode(maps)) {
      EXPECT_TRUE(joint.y >= 0 && joint.y < 1);
      EXPECT_TRUE(joint.x >= 0 && joint.x < 1);
    }
  }
}

TEST(Decode, SaturatedLogitsStayFinite) {
  Maps maps;
  for (float& v : maps.heats) v = 200.0f;
  for (float& v : maps.centers) v = -200.0f;
  for (const Keypoint& joint : Decode(maps)) {
    EXPECT_TRUE(std::isfinite(joint.x) && std::isfinite(joint.y));
    EXPECT_NEAR(joint.score, 1.0f, kTolerance);
  }
}

}  // namespace
}  // namespace ezpt::pose::movenet
