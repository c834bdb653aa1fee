#include "body/inversion_filter.h"

#include <gtest/gtest.h>

namespace ezpt::body {
namespace {

constexpr double kTrunk = 100;  // pixels
constexpr float kMinScore = 0.2f;
constexpr float kPixels = 0.5f;  // of a joint put back
constexpr float kBadly = 0.2f;   // a score

constexpr std::size_t kLeft = CocoIndex(Joint::kLeftAnkle), kRight = CocoIndex(Joint::kRightAnkle);

/// A person who faces the camera: what this test needs of one.
Pose Facing() {
  Pose pose;
  pose.points[kLeft] = {344, 420, 0, 0.8f};
  pose.points[kRight] = {296, 420, 0, 0.8f};
  return pose;
}

/// That person, as the filter gives them on.
struct Scene {
  InversionFilter filter;
  double t = 0;

  Pose Show(Pose pose) {
    filter.Apply(pose, Seconds(t), kTrunk, kMinScore);
    HideBadlySeen(pose, kTrunk);
    t += 1.0 / 15;
    return pose;
  }
  void Stand(double seconds) {
    for (const double end = t + seconds; t < end;) Show(Facing());
  }
};

Pose Exchanged() {
  Pose pose = Facing();
  std::swap(pose.points[kLeft], pose.points[kRight]);
  return pose;
}

TEST(InversionFilter, FeetNamedTheOtherWayRoundForAMomentAreExchangedBack) {
  Scene scene;
  scene.Stand(1);
  for (int i = 0; i < 4; ++i) {
    const Pose seen = scene.Show(Exchanged());
    EXPECT_NEAR(seen.points[kLeft].x, Facing().points[kLeft].x, kPixels);
    EXPECT_NEAR(seen.points[kRight].x, Facing().points[kRight].x, kPixels);
  }
}

TEST(InversionFilter, AFootThatFallsOnTheOtherIsNotSeenHoweverSure) {
  Scene scene;
  scene.Stand(1);
  Pose fallen = Facing();
  fallen.points[kLeft] = fallen.points[kRight];
  fallen.points[kLeft].score = 1;
  const Pose seen = scene.Show(fallen);
  EXPECT_EQ(seen.points[kLeft].score, 0);
  EXPECT_NEAR(seen.points[kRight].x, Facing().points[kRight].x, kPixels);
}

TEST(InversionFilter, FeetThatComeTogetherAreBothSeen) {
  Scene scene;
  const float apart = Facing().points[kRight].x - Facing().points[kLeft].x;
  for (int i = 0; i <= 20; ++i) {
    Pose pose = Facing();
    pose.points[kLeft].x += apart * static_cast<float>(i) / 20;
    const Pose seen = scene.Show(pose);
    EXPECT_GT(seen.points[kLeft].score, 0) << i;
    EXPECT_GT(seen.points[kRight].score, 0) << i;
  }
}

TEST(InversionFilter, OfTwoOnOnePlaceTheBadlySeenOneIsNotSeen) {
  Scene scene;
  Pose pose = Facing();
  pose.points[kLeft].score = kBadly;
  EXPECT_EQ(scene.Show(pose).points[kLeft].score, kBadly) << "where it is";
  pose.points[kLeft].x = pose.points[kRight].x;
  const Pose seen = Scene().Show(pose);
  EXPECT_EQ(seen.points[kLeft].score, 0) << "where the other is";
  EXPECT_GT(seen.points[kRight].score, kBadly);
}

TEST(InversionFilter, FeetThatStandApartKeepTheNameTheyHadForLongest) {
  Scene scene;
  scene.Stand(3);
  for (int i = 0; i < 22; ++i) {
    const Pose seen = scene.Show(Exchanged());
    EXPECT_NEAR(seen.points[kLeft].x, Facing().points[kLeft].x, kPixels) << i;
  }
}

TEST(InversionFilter, WhatIsSaidForLongIsBelieved) {
  struct Case {
    double stood;   // seconds
    int exchanged;  // frames
  };
  for (const auto& [stood, exchanged] : {Case{1, 30}, Case{60, 45}}) {
    Scene scene;
    scene.Stand(stood);
    Pose last;
    for (int i = 0; i < exchanged; ++i) last = scene.Show(Exchanged());
    EXPECT_NEAR(last.points[kLeft].x, Facing().points[kRight].x, kPixels) << stood;
  }
}

TEST(InversionFilter, NothingIsMendedBeforeTheSidesAreSure) {
  Scene scene;
  scene.Stand(0.2);
  const Pose seen = scene.Show(Exchanged());
  EXPECT_NEAR(seen.points[kLeft].x, Facing().points[kRight].x, kPixels);
}

TEST(InversionFilter, FeetThatStandCrossedBelowTheKneesAreUncrossed) {
  Pose crossed = Exchanged();
  crossed.points[CocoIndex(Joint::kLeftKnee)] = {342, 340, 0, 0.8f};
  crossed.points[CocoIndex(Joint::kRightKnee)] = {298, 340, 0, 0.8f};
  const Pose seen = Scene{}.Show(crossed);
  EXPECT_NEAR(seen.points[kLeft].x, Facing().points[kLeft].x, kPixels);
  EXPECT_NEAR(seen.points[kRight].x, Facing().points[kRight].x, kPixels);
}

TEST(InversionFilter, ALiftedFootMayCrossTheOtherLeg) {
  Pose crossed = Exchanged();
  crossed.points[CocoIndex(Joint::kLeftKnee)] = {342, 340, 0, 0.8f};
  crossed.points[CocoIndex(Joint::kRightKnee)] = {298, 320, 0, 0.8f};
  crossed.points[kRight].y -= 40;
  const Pose seen = Scene{}.Show(crossed);
  EXPECT_NEAR(seen.points[kLeft].x, crossed.points[kLeft].x, kPixels);
}

TEST(InversionFilter, FeetThatReallyPassEachOtherKeepTheirNames) {
  Scene scene;
  const float half = Facing().points[kLeft].x - 320;
  for (int i = 0; i <= 60; ++i) {
    Pose pose = Facing();
    const float share = 1 - static_cast<float>(i) / 30;  // from 1 to -1
    pose.points[kLeft].x = 320 + share * half;
    pose.points[kRight].x = 320 - share * half;
    const Pose seen = scene.Show(pose);
    EXPECT_EQ(seen.points[kLeft].x, pose.points[kLeft].x) << i;
  }
}

}  // namespace
}  // namespace ezpt::body
