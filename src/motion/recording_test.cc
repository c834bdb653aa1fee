#include "motion/recording.h"

#include <gtest/gtest.h>

#include "base/math.h"

namespace ezpt::motion {
namespace {

constexpr double kFrame = 1.0 / 30;              // seconds
constexpr double kOnsetTolerance = 0.25;         // seconds: the first of the way is slow
constexpr double kRest = 1, kOut = 1, kFar = 8;  // seconds, seconds, progress

/// A second of rest, then out to `far`; while at rest the signal trembles up to `tremble` for its last 0.6 s.
Samples Leaving(double tremble) {
  Samples samples;
  for (double t = 0; t <= kRest + kOut; t += kFrame) {
    const double s = (t - kRest) / kOut;
    const double shaking = t > kRest - 0.6 ? tremble : 0;
    samples.push_back({Seconds(t), Seconds(0), s > 0 ? kFar * 0.5 * (1 - math::Cos(kPi * s)) : shaking, {}, {}});
  }
  return samples;
}

TEST(Recording, AMovementBeginsWhereItLeavesTheRestNotWhereItTrembled) {
  // 0.14 was enough for the segmenter, which could not know that the way is 8 long.
  const Seconds onset = Onset(Leaving(0.14), Seconds(kRest - 0.6), Seconds(kRest + kOut));
  EXPECT_NEAR(onset.value, kRest, kOnsetTolerance);
}

TEST(Recording, AStepToAnotherRestIsNoneOfTheMovement) {
  // An eighth of the way, and still for 0.6 s.
  const Seconds onset = Onset(Leaving(kFar / 8), Seconds(kRest - 0.6), Seconds(kRest + kOut));
  EXPECT_NEAR(onset.value, kRest, kOnsetTolerance);
}

TEST(Recording, AnOnsetThatIsRightStays) {
  const Seconds onset = Onset(Leaving(0), Seconds(kRest), Seconds(kRest + kOut));
  EXPECT_NEAR(onset.value, kRest, kOnsetTolerance);
}

TEST(Recording, WithoutARestBeforeItTheOnsetStays) {
  Samples samples = Leaving(0);
  while (samples.front().t < Seconds(kRest + 0.5)) samples.pop_front();
  EXPECT_EQ(Onset(samples, Seconds(kRest + 0.4), Seconds(kRest + kOut)).value, kRest + 0.4);
}

}  // namespace
}  // namespace ezpt::motion
