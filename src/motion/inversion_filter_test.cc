#include "motion/inversion_filter.h"

#include <gtest/gtest.h>

#include "exercise_yaml/yaml.h"
#include "motion/reference_stream.h"
#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

constexpr double kTrunk = 100;  // pixels, of test::Facing
constexpr float kMinScore = 0.2f;
constexpr float kPixels = 0.5f;  // of a joint put back
constexpr float kBadly = 0.2f;   // a score

constexpr std::size_t kLeft = body::CocoIndex(body::Joint::kLeftAnkle),
                      kRight = body::CocoIndex(body::Joint::kRightAnkle);

/// A person who faces the camera, as the filter gives them on.
struct Scene {
  InversionFilter filter;
  double t = 0;

  body::Pose Show(body::Pose pose) {
    filter.Apply(pose, Seconds(t), kTrunk, kMinScore);
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

TEST(InversionFilter, FeetNamedTheOtherWayRoundForAMomentAreExchangedBack) {
  Scene scene;
  scene.Stand(1);
  for (int i = 0; i < 4; ++i) {
    const body::Pose seen = scene.Show(Exchanged());
    EXPECT_NEAR(seen.points[kLeft].x, test::Facing().points[kLeft].x, kPixels);
    EXPECT_NEAR(seen.points[kRight].x, test::Facing().points[kRight].x, kPixels);
  }
}

TEST(InversionFilter, AFootThatFallsOnTheOtherIsNotSeenHoweverSure) {
  Scene scene;
  scene.Stand(1);
  body::Pose fallen = test::Facing();
  fallen.points[kLeft] = fallen.points[kRight];
  fallen.points[kLeft].score = 1;
  const body::Pose seen = scene.Show(fallen);
  EXPECT_EQ(seen.points[kLeft].score, 0);
  EXPECT_NEAR(seen.points[kRight].x, test::Facing().points[kRight].x, kPixels);
}

TEST(InversionFilter, FeetThatComeTogetherAreBothSeen) {
  Scene scene;
  const float apart = test::Facing().points[kRight].x - test::Facing().points[kLeft].x;
  for (int i = 0; i <= 20; ++i) {
    body::Pose pose = test::Facing();
    pose.points[kLeft].x += apart * static_cast<float>(i) / 20;
    const body::Pose seen = scene.Show(pose);
    EXPECT_GT(seen.points[kLeft].score, 0) << i;
    EXPECT_GT(seen.points[kRight].score, 0) << i;
  }
}

TEST(InversionFilter, OfTwoOnOnePlaceTheBadlySeenOneIsNotSeen) {
  Scene scene;
  body::Pose pose = test::Facing();
  pose.points[kLeft].score = kBadly;
  EXPECT_EQ(scene.Show(pose).points[kLeft].score, kBadly) << "where it is";
  pose.points[kLeft].x = pose.points[kRight].x;
  const body::Pose seen = Scene().Show(pose);
  EXPECT_EQ(seen.points[kLeft].score, 0) << "where the other is";
  EXPECT_GT(seen.points[kRight].score, kBadly);
}

TEST(InversionFilter, FeetThatStandApartKeepTheNameTheyHadForLongest) {
  Scene scene;
  scene.Stand(3);
  for (int i = 0; i < 22; ++i) {
    const body::Pose seen = scene.Show(Exchanged());
    EXPECT_NEAR(seen.points[kLeft].x, test::Facing().points[kLeft].x, kPixels) << i;
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
    body::Pose last;
    for (int i = 0; i < exchanged; ++i) last = scene.Show(Exchanged());
    EXPECT_NEAR(last.points[kLeft].x, test::Facing().points[kRight].x, kPixels) << stood;
  }
}

TEST(InversionFilter, NothingIsMendedBeforeTheSidesAreSure) {
  Scene scene;
  scene.Stand(0.2);
  const body::Pose seen = scene.Show(Exchanged());
  EXPECT_NEAR(seen.points[kLeft].x, test::Facing().points[kRight].x, kPixels);
}

TEST(InversionFilter, FeetThatReallyPassEachOtherKeepTheirNames) {
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

/// While the leg is up, the network names the bent leg's ankle for both.
TEST(InversionFilter, ALegRaiseWhoseFootIsTakenForTheOtherIsCountedAndNotBlamed) {
  const auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/straight_leg_raise.yaml");
  ASSERT_TRUE(definition.ok());
  constexpr int kReps = 3;
  constexpr double kFps = 15, kUp = 40;  ///< Pixels that the foot has left the mat by.
  auto frames = MakeReferenceStream(
      *definition, {.reps = kReps, .view = body::View::kSideLeft, .working = body::Side::kLeft, .fps = kFps});
  auto analyzer = Analyzer::Create(*definition, ReferenceStreamInfo(kFps));
  ASSERT_TRUE(analyzer.ok());
  ASSERT_TRUE(frames.front().pose);
  const float mat = frames.front().pose->points[kLeft].y;
  int taken = 0;
  for (body::PoseFrame& frame : frames) {
    body::Landmark& foot = frame.pose->points[kLeft];
    if (mat - foot.y > kUp) {
      foot = frame.pose->points[kRight];
      foot.score = kBadly;
      ++taken;
    }
    analyzer->Push(frame);
  }
  EXPECT_GT(taken, kReps * static_cast<int>(kFps));
  const Analysis analysis = analyzer->Finish();
  EXPECT_EQ(analysis.reps.size(), static_cast<std::size_t>(kReps));
  for (const Repetition& rep : analysis.reps) EXPECT_TRUE(rep.faults.empty()) << rep.faults.front().id;
}

}  // namespace
}  // namespace ezpt::motion
