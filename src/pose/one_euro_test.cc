#include "pose/one_euro.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace ezpt::pose {
namespace {

constexpr double kBody = 400.0;          // Pixels.
constexpr double kStillShare = 0.6;      // Of the raw jitter that may remain at rest.
constexpr double kLagTolerance = 0.015;  // Body lengths behind a limb at one body length a second.
constexpr double kSamePath = 1e-9;       // Pixels.

TEST(OneEuro, StillPointsJitterLess) {
  Random random(3);
  OneEuroPoint filter;
  double raw_energy = 0;
  double smooth_energy = 0;
  for (int i = 0; i < 300; ++i) {
    const OneEuroPoint::Point raw = {100 + random.NextGaussian(), 200 + random.NextGaussian()};
    const OneEuroPoint::Point smooth = filter.Filter(raw, Seconds(i / 30.0), kBody, {});
    if (i < 30) continue;
    raw_energy += std::pow(raw.x - 100, 2);
    smooth_energy += std::pow(smooth.x - 100, 2);
  }
  EXPECT_LT(std::sqrt(smooth_energy / raw_energy), kStillShare);
}

TEST(OneEuro, FastPointsDoNotLag) {
  for (double fps : {10.0, 30.0, 60.0}) {
    OneEuroPoint filter;
    OneEuroPoint::Point smooth;
    double x = 0;
    for (int i = 0; i <= static_cast<int>(fps); ++i) {
      x = kBody * i / fps;
      smooth = filter.Filter({x, 0}, Seconds(i / fps), kBody, {});
    }
    EXPECT_LT((x - smooth.x) / kBody, kLagTolerance) << fps << " frames a second";
  }
}

TEST(OneEuro, StraightPathsStayStraight) {
  OneEuroPoint filter;
  for (int i = 0; i < 40; ++i) {
    const double along = 30 * std::sin(i / 5.0);
    const OneEuroPoint::Point smooth = filter.Filter({2 * along, along}, Seconds(i / 30.0), kBody, {});
    EXPECT_NEAR(smooth.x, 2 * smooth.y, kSamePath);
  }
}

TEST(OneEuro, DistanceFromTheCameraChangesNothing) {
  OneEuroPoint near;
  OneEuroPoint far;
  for (int i = 0; i < 40; ++i) {
    const double x = 50 * std::sin(i / 4.0);
    const double a = near.Filter({x, 0}, Seconds(i / 30.0), kBody, {}).x;
    const double b = far.Filter({x / 4, 0}, Seconds(i / 30.0), kBody / 4, {}).x;
    EXPECT_NEAR(a, 4 * b, kSamePath);
  }
}

}  // namespace
}  // namespace ezpt::pose
