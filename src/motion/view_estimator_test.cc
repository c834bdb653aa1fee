#include "motion/view_estimator.h"

#include <gtest/gtest.h>

#include "motion/scale_tracker.h"
#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using body::View;
using exercise::Position;

constexpr float kMinScore = 0.2f;

ViewEstimate Watch(const std::vector<body::Pose>& poses, Position position = Position::kStanding) {
  ScaleTracker scale;
  ViewEstimator estimator(position);
  double t = 0;
  for (const body::Pose& pose : poses) {
    scale.Add(pose, Seconds(t), kMinScore);
    estimator.Add(pose, Seconds(t), scale.scale(), kMinScore);
    t += 1 / test::kFps;
  }
  return estimator.estimate();
}

std::vector<body::Pose> For(double seconds, const body::Pose& pose) {
  return std::vector<body::Pose>(static_cast<std::size_t>(seconds * test::kFps), pose);
}

/// Lying along the picture, head at the right (or left) end.
body::Pose Lying(bool head_right) {
  body::Pose pose;
  const double f = head_right ? 1 : -1;
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    test::Put(pose, body::OnSide(body::Joint::kLeftShoulder, side), 320 + f * 100, 300);
    test::Put(pose, body::OnSide(body::Joint::kLeftHip, side), 320, 305);
    test::Put(pose, body::OnSide(body::Joint::kLeftKnee, side), 320 - f * 80, 306);
    test::Put(pose, body::OnSide(body::Joint::kLeftAnkle, side), 320 - f * 160, 310);
  }
  return pose;
}

TEST(ViewEstimator, TellsFrontAndBothSides) {
  EXPECT_EQ(Watch(For(1, test::Facing())).view, View::kFront);
  EXPECT_EQ(Watch(For(1, test::Squatting(8))).view, View::kSideRight);
  EXPECT_EQ(Watch(For(1, test::Squatting(8, 320, body::Side::kLeft))).view, View::kSideLeft);
}

TEST(ViewEstimator, SeesHalfProfile) {
  // At 45° the shoulders are .7 as wide and the nose is well ahead of them.
  body::Pose pose = test::Facing();
  test::Put(pose, body::Joint::kLeftShoulder, 320 + 25, 160);
  test::Put(pose, body::Joint::kRightShoulder, 320 - 25, 160);
  test::Put(pose, body::Joint::kNose, 320 + 18, 138);
  const ViewEstimate estimate = Watch(For(1, pose));
  EXPECT_EQ(estimate.view, View::kOblique);
  EXPECT_EQ(estimate.nearer, body::Side::kRight);
}

TEST(ViewEstimator, AHeadTurnedToTheScreenStaysInProfile) {
  body::Pose pose = test::Squatting(8);
  const body::Landmark shoulder = body::At(pose, body::Joint::kRightShoulder);
  std::vector<body::Pose> poses = For(1, pose);
  test::Put(pose, body::Joint::kNose, shoulder.x, shoulder.y - 25.0);
  for (const body::Pose& p : For(2, pose)) poses.push_back(p);
  EXPECT_EQ(Watch(poses).view, View::kSideRight);
}

TEST(ViewEstimator, BroadShouldersDoNotHideThatTheBodyIsTurned) {
  body::Pose pose = test::Facing();
  const body::Landmark left = body::At(pose, body::Joint::kLeftShoulder);
  test::Put(pose, body::Joint::kNose, 320 + 17, left.y - 22.0);  // As far ahead as at 39°.
  EXPECT_EQ(Watch(For(1, pose)).view, View::kOblique);
}

TEST(ViewEstimator, AGlanceAsideStaysInFront) {
  std::vector<body::Pose> poses = For(1, test::Facing());
  body::Pose pose = test::Facing();
  test::Put(pose, body::Joint::kNose, 320 + 17, body::At(pose, body::Joint::kLeftShoulder).y - 22.0);
  for (const body::Pose& p : For(2, pose)) poses.push_back(p);
  EXPECT_EQ(Watch(poses).view, View::kFront);
}

TEST(ViewEstimator, ABlinkOfAnotherViewChangesNothing) {
  std::vector<body::Pose> poses = For(1, test::Squatting(8));
  for (const body::Pose& p : For(0.2, test::Facing())) poses.push_back(p);
  for (const body::Pose& p : For(0.2, test::Squatting(8))) poses.push_back(p);
  EXPECT_EQ(Watch(poses).view, View::kSideRight);
}

TEST(ViewEstimator, FollowsAPersonWhoTurns) {
  std::vector<body::Pose> poses = For(1, test::Facing());
  for (const body::Pose& p : For(2.5, test::Squatting(8))) poses.push_back(p);
  EXPECT_EQ(Watch(poses).view, View::kSideRight);
}

TEST(ViewEstimator, LyingTheHeadTellsTheSide) {
  EXPECT_EQ(Watch(For(1, Lying(true)), Position::kPlank).view, View::kSideRight);
  EXPECT_EQ(Watch(For(1, Lying(false)), Position::kPlank).view, View::kSideLeft);
  EXPECT_EQ(Watch(For(1, Lying(true)), Position::kSupine).view, View::kSideLeft);
  EXPECT_EQ(Watch(For(1, Lying(false)), Position::kSupine).view, View::kSideRight);
}

TEST(ScaleTracker, KeepsTheLengthOfAForeshortenedThigh) {
  ScaleTracker scale;
  double t = 0;
  for (int i = 0; i < 60; ++i, t += 1 / test::kFps) scale.Add(test::Facing(), Seconds(t), kMinScore);
  const double thigh = scale.scale().thigh;
  for (int i = 0; i < 60; ++i, t += 1 / test::kFps) scale.Add(test::Facing(0.4), Seconds(t), kMinScore);
  EXPECT_NEAR(scale.scale().thigh, thigh, 0.05 * thigh);
}

}  // namespace
}  // namespace ezpt::motion
