#include "motion/scale_tracker.h"

#include <gtest/gtest.h>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

constexpr float kMinScore = 0.2f;
constexpr double kFrame = 1.0 / 15;  // seconds
constexpr double kShank = 80;        // pixels, of test::Facing
constexpr double kPixels = 2;

/// The knee is found on the thigh, 60 px too high.
body::Pose WithLostKnee(float score) {
  body::Pose pose = test::Facing();
  for (const body::Joint knee : {body::Joint::kLeftKnee, body::Joint::kRightKnee}) {
    pose.points[body::CocoIndex(knee)].y -= 60;
    pose.points[body::CocoIndex(knee)].score = score;
  }
  return pose;
}

double ShankAfter(const body::Pose& then) {
  ScaleTracker scale;
  double t = 0;
  for (; t < 2; t += kFrame) scale.Add(test::Facing(), Seconds(t), kMinScore);
  for (; t < 4; t += kFrame) scale.Add(then, Seconds(t), kMinScore);
  return scale.scale().shank;
}

TEST(ScaleTracker, AKneeThatIsBadlySeenTeachesNothing) {
  EXPECT_NEAR(ShankAfter(WithLostKnee(0.3f)), kShank, kPixels);
  EXPECT_GT(ShankAfter(WithLostKnee(0.9f)), kShank + 30) << "a sure one would";
}

TEST(ScaleTracker, WhereNothingIsWellSeenTheBadlySeenCounts) {
  ScaleTracker scale;
  body::Pose pose = test::Facing();
  for (body::Landmark& joint : pose.view()) joint.score = 0.3f;
  for (double t = 0; t < 2; t += kFrame) scale.Add(pose, Seconds(t), kMinScore);
  EXPECT_NEAR(scale.scale().shank, kShank, kPixels);
}

}  // namespace
}  // namespace ezpt::motion
