#include "motion/duplicate_filter.h"

#include <gtest/gtest.h>

#include <limits>

#include "exercise_yaml/yaml.h"
#include "motion/analyzer.h"
#include "motion/reference_stream.h"

namespace ezpt::motion {
namespace {

using body::CocoIndex;
using body::Joint;
using body::Pose;

constexpr std::size_t kLeft = CocoIndex(Joint::kLeftAnkle), kRight = CocoIndex(Joint::kRightAnkle);
constexpr float kWell = 0.7F, kBadly = 0.2F;  ///< Scores.

/// A trunk of 100 px, and two ankles.
Pose WithAnkles(body::Landmark left, body::Landmark right) {
  Pose pose;
  pose.points[CocoIndex(Joint::kLeftShoulder)] = pose.points[CocoIndex(Joint::kRightShoulder)] = {300, 100, 0, kWell};
  pose.points[CocoIndex(Joint::kLeftHip)] = pose.points[CocoIndex(Joint::kRightHip)] = {300, 200, 0, kWell};
  pose.points[kLeft] = left;
  pose.points[kRight] = right;
  return pose;
}

Pose Filtered(const Pose& pose) {
  DuplicateFilter filter;
  return filter.Apply(pose, Seconds(0));
}

TEST(DuplicateFilter, OfTwoOnOnePlaceTheBadlySeenOneIsNotSeen) {
  const Pose seen = Filtered(WithAnkles({310, 400, 0, kBadly}, {300, 405, 0, kWell}));
  EXPECT_EQ(seen.points[kLeft].score, 0);
  EXPECT_EQ(seen.points[kRight].score, kWell);
}

TEST(DuplicateFilter, OfTwoOnOnePlaceTheOneThatJumpedIsNotSeenHoweverSure) {
  DuplicateFilter filter;
  EXPECT_GT(filter.Apply(WithAnkles({310, 340, 0, kWell}, {300, 405, 0, kWell}), Seconds(0)).points[kRight].score, 0);
  const Pose seen = filter.Apply(WithAnkles({310, 338, 0, 0.5F}, {308, 338, 0, kWell}), Seconds(0.1));
  EXPECT_EQ(seen.points[kRight].score, 0);
  EXPECT_EQ(seen.points[kLeft].score, 0.5F);
}

TEST(DuplicateFilter, FeetThatComeTogetherAreBothSeen) {
  DuplicateFilter filter;
  for (int i = 0; i <= 20; ++i) {
    const Pose seen = filter.Apply(WithAnkles({200 + 5.0F * static_cast<float>(i), 405, 0, kWell}, {300, 405, 0, 0.6F}),
                                   Seconds(0.05 * i));
    EXPECT_GT(seen.points[kLeft].score, 0) << i;
    EXPECT_GT(seen.points[kRight].score, 0) << i;
  }
}

TEST(DuplicateFilter, ABadlySeenLimbElsewhereIsSeen) {
  const Pose seen = Filtered(WithAnkles({360, 400, 0, kBadly}, {300, 405, 0, kWell}));
  EXPECT_EQ(seen.points[kLeft].score, kBadly);
}

TEST(DuplicateFilter, WhatIsNotANumberIsNotSeen) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Pose seen = Filtered(WithAnkles({nan, 400, 0, kWell}, {300, 405, 0, kWell}));
  EXPECT_EQ(seen.points[kLeft].score, 0);
  EXPECT_EQ(seen.points[kLeft].x, 0);
}

/// While the leg is up, the network names the bent leg's ankle for both.
TEST(DuplicateFilter, ALegRaiseWhoseFootIsTakenForTheOtherIsCountedAndNotBlamed) {
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
