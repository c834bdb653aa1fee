#include "motion/side_keeper.h"

#include <gtest/gtest.h>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

constexpr double kTrunk = 100;  // pixels, of test::Facing
constexpr float kMinScore = 0.2f;
constexpr float kPixels = 0.5f;  // of a joint put back

constexpr std::size_t kLeft = body::CocoIndex(body::Joint::kLeftAnkle),
                      kRight = body::CocoIndex(body::Joint::kRightAnkle);

/// A person who faces the camera, as the keeper gives them on.
struct Scene {
  SideKeeper keeper;
  double t = 0;

  body::Pose Show(body::Pose pose) {
    keeper.Mend(pose, Seconds(t), kTrunk, kMinScore);
    t += 1.0 / 15;
    return pose;
  }
  void Stand(double seconds) {
    for (const double end = t + seconds; t < end;) Show(test::Facing());
  }
};

body::Pose Exchanged() {
  body::Pose pose = test::Facing();
  std::swap(pose.points[kLeft], pose.points[kRight]);
  return pose;
}

TEST(SideKeeper, FeetNamedTheOtherWayRoundForAMomentAreExchangedBack) {
  Scene scene;
  scene.Stand(1);
  for (int i = 0; i < 4; ++i) {
    const body::Pose seen = scene.Show(Exchanged());
    EXPECT_NEAR(seen.points[kLeft].x, test::Facing().points[kLeft].x, kPixels);
    EXPECT_NEAR(seen.points[kRight].x, test::Facing().points[kRight].x, kPixels);
  }
}

TEST(SideKeeper, AFootThatFallsOnTheOtherIsNotSeen) {
  Scene scene;
  scene.Stand(1);
  body::Pose fallen = test::Facing();
  fallen.points[kLeft] = fallen.points[kRight];
  const body::Pose seen = scene.Show(fallen);
  EXPECT_EQ(seen.points[kLeft].score, 0);
  EXPECT_NEAR(seen.points[kRight].x, test::Facing().points[kRight].x, kPixels);
}

TEST(SideKeeper, WhatIsSaidForLongIsBelieved) {
  Scene scene;
  scene.Stand(1);
  body::Pose last;
  for (int i = 0; i < 30; ++i) last = scene.Show(Exchanged());
  EXPECT_NEAR(last.points[kLeft].x, test::Facing().points[kRight].x, kPixels);
}

TEST(SideKeeper, NothingIsMendedBeforeTheSidesAreSure) {
  Scene scene;
  scene.Stand(0.2);
  const body::Pose seen = scene.Show(Exchanged());
  EXPECT_NEAR(seen.points[kLeft].x, test::Facing().points[kRight].x, kPixels);
}

TEST(SideKeeper, FeetThatReallyPassEachOtherKeepTheirNames) {
  Scene scene;
  const float half = test::Facing().points[kLeft].x - 320;
  for (int i = 0; i <= 60; ++i) {
    body::Pose pose = test::Facing();
    const float share = 1 - static_cast<float>(i) / 30;  // from 1 to -1
    pose.points[kLeft].x = 320 + share * half;
    pose.points[kRight].x = 320 - share * half;
    const body::Pose seen = scene.Show(pose);
    EXPECT_EQ(seen.points[kLeft].x, pose.points[kLeft].x) << i;
  }
}

}  // namespace
}  // namespace ezpt::motion
