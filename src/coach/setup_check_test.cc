#include "coach/setup_check.h"

#include <gtest/gtest.h>

#include "coach/pause_gesture.h"

namespace ezpt::coach {
namespace {

using body::Joint;

const body::StreamInfo kStream{body::Topology::kCoco17, body::Space::kImage, 640, 480, 30.0, false};

exercise::Definition Squat() {
  exercise::Definition definition;
  definition.id = "squat";
  definition.views = {body::View::kSideRight, body::View::kSideLeft, body::View::kOblique};
  definition.reference.end = {{exercise::Limb::kBoth, "knee_flexion", Degrees(95)},
                              {exercise::Limb::kBoth, "hip_flexion", Degrees(90)}};
  return definition;
}

/// A figure seen from the front; `height` in pixels from nose to ankle.
body::Pose Standing(double x, double top, double height) {
  body::Pose pose;
  const auto put = [&](Joint left, double dx, double down) {
    for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
      const double sign = side == body::Side::kLeft ? 1.0 : -1.0;
      const auto index = *body::IndexOf(body::OnSide(left, side), body::Topology::kCoco17);
      pose.points[index] = {static_cast<float>(x + sign * dx * height), static_cast<float>(top + down * height), 0,
                            0.6F};
    }
  };
  pose.points[body::CocoIndex(Joint::kNose)] = {static_cast<float>(x), static_cast<float>(top), 0, 0.6F};
  put(Joint::kLeftEye, 0.02, -0.01);
  put(Joint::kLeftEar, 0.04, 0.0);
  put(Joint::kLeftShoulder, 0.11, 0.12);
  put(Joint::kLeftElbow, 0.13, 0.31);
  put(Joint::kLeftWrist, 0.14, 0.47);
  put(Joint::kLeftHip, 0.07, 0.46);
  put(Joint::kLeftKnee, 0.07, 0.72);
  put(Joint::kLeftAnkle, 0.07, 1.0);
  return pose;
}

body::Landmark& Of(body::Pose& pose, Joint joint) { return pose.points[*body::IndexOf(joint, pose.topology)]; }

std::string_view InstructionOf(const SetupResult& result) {
  return result.instruction ? IdOf(*result.instruction) : std::string_view{};
}

constexpr auto kStill = SetupCheck::Stillness::kStill;

SetupResult CheckSquat(const std::optional<body::Pose>& pose, std::optional<body::View> view, int light = 0) {
  const exercise::Definition definition = Squat();
  return SetupCheck(definition, SideChoice::kAuto).Check(pose, kStream, view, light, kStill);
}

TEST(SetupCheck, HoldsForSomeoneWellPlaced) {
  const SetupResult result = CheckSquat(Standing(320, 80, 340), body::View::kSideLeft);
  EXPECT_TRUE(result.ok()) << InstructionOf(result);
  EXPECT_EQ(result.items.size(), 7u);
  for (const CheckItem& item : result.items) EXPECT_TRUE(item.ok) << item.id;
}

TEST(SetupCheck, NamesOneProblemAtATime) {
  EXPECT_EQ(InstructionOf(CheckSquat(std::nullopt, std::nullopt)), "nobody");
  EXPECT_EQ(InstructionOf(CheckSquat(std::nullopt, std::nullopt, 12)), "too_dark");
  EXPECT_EQ(InstructionOf(CheckSquat(Standing(320, 200, 340), body::View::kSideLeft)), "feet_hidden");
  EXPECT_EQ(InstructionOf(CheckSquat(Standing(320, -80, 500), body::View::kSideLeft)), "head_hidden");
  EXPECT_EQ(InstructionOf(CheckSquat(Standing(320, 200, 120), body::View::kSideLeft)), "come_closer");
}

TEST(SetupCheck, ABetterViewIsAdviceThatTheSetDoesNotNeed) {
  const SetupResult result = CheckSquat(Standing(320, 80, 340), body::View::kFront);
  EXPECT_TRUE(result.ok()) << InstructionOf(result);
  EXPECT_EQ(result.advice, Phrase::kRightSide);
  EXPECT_EQ(result.items[5].id, "view");
  EXPECT_FALSE(result.items[5].ok);
  EXPECT_FALSE(CheckSquat(Standing(320, 80, 340), body::View::kSideLeft).advice);
}

TEST(SetupCheck, WhoMovesAboutIsAskedToBeStillInTheWordsOfThePosition) {
  exercise::Definition definition = Squat();
  const body::Pose pose = Standing(320, 80, 340);
  const auto moves = SetupCheck::Stillness::kMoves;
  const auto told = [&] {
    return InstructionOf(
        SetupCheck(definition, SideChoice::kAuto).Check(pose, kStream, body::View::kSideLeft, 0, moves));
  };
  EXPECT_EQ(told(), "stand_still");
  definition.position = exercise::Position::kPlank;
  EXPECT_NE(told(), "stand_still");
}

TEST(SetupCheck, ItemsAfterTheFirstProblemAreNotTickedYet) {
  const SetupResult result = CheckSquat(Standing(320, 200, 340), body::View::kSideLeft);
  ASSERT_EQ(result.items.size(), 7u);
  EXPECT_TRUE(result.items[0].ok);
  EXPECT_EQ(result.items[2].id, "in_frame");
  for (std::size_t i = 2; i < 6; ++i) EXPECT_FALSE(result.items[i].ok) << result.items[i].id;
}

TEST(SetupCheck, WorkingSideMustFaceTheCamera) {
  exercise::Definition definition = Squat();
  definition.laterality = exercise::Laterality::kUnilateral;
  const SetupCheck check(definition, SideChoice::kLeft);
  EXPECT_EQ(InstructionOf(check.Check(Standing(320, 80, 340), kStream, body::View::kSideRight, 0, kStill)),
            "left_side");
  EXPECT_TRUE(check.Check(Standing(320, 80, 340), kStream, body::View::kSideLeft, 0, kStill).ok());
}

TEST(SetupCheck, AsksForThePositionTheExerciseStartsIn) {
  exercise::Definition definition = Squat();
  definition.views = {body::View::kFront};
  // One that moves the legs from any position.
  definition.reference.end = {{exercise::Limb::kBoth, "knee_flexion", Degrees(50)},
                              {exercise::Limb::kBoth, "hip_flexion", Degrees(50)}};
  const body::Pose standing = Standing(320, 80, 340);
  body::Pose lying;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    const body::Landmark& point = standing.points[i];
    lying.points[i] = {point.y + 60, 560 - point.x, 0, point.score};
  }
  body::Pose seated = standing;
  for (const Joint joint : {Joint::kLeftKnee, Joint::kRightKnee})
    Of(seated, joint).y = Of(seated, Joint::kLeftHip).y + 20;

  const auto why = [&](exercise::Position position, const body::Pose& pose) {
    definition.position = position;
    return InstructionOf(SetupCheck(definition, SideChoice::kAuto).Check(pose, kStream, body::View::kFront, 0, kStill));
  };
  EXPECT_EQ(why(exercise::Position::kStanding, lying), "stand_up");
  EXPECT_EQ(why(exercise::Position::kStanding, seated), "stand_up");
  EXPECT_EQ(why(exercise::Position::kStanding, standing), "");
  EXPECT_EQ(why(exercise::Position::kSeated, standing), "sit_down");
  EXPECT_EQ(why(exercise::Position::kSeated, seated), "");
  EXPECT_EQ(why(exercise::Position::kSupine, standing), "lie_on_back");
  EXPECT_EQ(why(exercise::Position::kSupine, lying), "");
  EXPECT_EQ(why(exercise::Position::kPlank, standing), "plank");
}

body::Pose HandsUp() {
  body::Pose pose = Standing(320, 120, 340);
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    Of(pose, body::OnSide(Joint::kLeftElbow, side)).y = 110;
    Of(pose, body::OnSide(Joint::kLeftWrist, side)).y = 50;
  }
  return pose;
}

int CountGestures(PauseGesture& gesture, const body::Pose& pose, double seconds, double& t) {
  int made = 0;
  for (int i = 0; i < static_cast<int>(seconds * 30); ++i) {
    t += 1.0 / 30;
    if (gesture.Update(pose, Seconds(t))) ++made;
  }
  return made;
}

TEST(SetupCheck, WhatTheArmsDoIsDoneStandingSeatedOrBehindATable) {
  exercise::Definition definition;
  definition.id = "biceps_curl";
  definition.region = exercise::Region::kArm;
  definition.views = {body::View::kFront};
  definition.reference.end = {{exercise::Limb::kBoth, "elbow_flexion", Degrees(130)}};
  const SetupCheck check(definition, SideChoice::kAuto);
  const auto why = [&](const body::Pose& pose) {
    return InstructionOf(check.Check(pose, kStream, body::View::kFront, 0, kStill));
  };
  body::Pose pose = Standing(320, 80, 340);
  EXPECT_EQ(why(pose), "");
  for (const Joint joint : {Joint::kLeftKnee, Joint::kRightKnee}) Of(pose, joint).y = Of(pose, Joint::kLeftHip).y + 20;
  EXPECT_EQ(why(pose), "") << "seated";
  for (const Joint joint : {Joint::kLeftKnee, Joint::kRightKnee, Joint::kLeftAnkle, Joint::kRightAnkle}) {
    Of(pose, joint) = {};
  }
  EXPECT_EQ(why(pose), "") << "behind a table";
  for (const Joint joint : {Joint::kLeftWrist, Joint::kRightWrist}) Of(pose, joint) = {};
  EXPECT_EQ(why(pose), "body_hidden");
}

TEST(PauseGesture, OnceForASecondOfBothHandsUp) {
  PauseGesture gesture(Squat());
  double t = 0;
  EXPECT_EQ(CountGestures(gesture, HandsUp(), 0.9, t), 0);
  EXPECT_EQ(CountGestures(gesture, HandsUp(), 5.0, t), 1);
  EXPECT_EQ(CountGestures(gesture, Standing(320, 120, 340), 1.0, t), 0);
  EXPECT_EQ(CountGestures(gesture, HandsUp(), 5.0, t), 1);
}

TEST(PauseGesture, OneHandIsAWaveNotAPause) {
  PauseGesture gesture(Squat());
  body::Pose pose = HandsUp();
  Of(pose, Joint::kLeftWrist).y = 280;
  double t = 0;
  EXPECT_EQ(CountGestures(gesture, pose, 10.0, t), 0);
}

TEST(PauseGesture, OffWhereTheArmsAreTheExercise) {
  exercise::Definition definition = Squat();
  definition.region = exercise::Region::kShoulder;
  EXPECT_FALSE(PauseGesture(definition).enabled());
  definition = Squat();
  definition.reference.end.push_back({exercise::Limb::kBoth, "shoulder_flexion", Degrees(150)});
  EXPECT_FALSE(PauseGesture(definition).enabled());
  EXPECT_TRUE(PauseGesture(Squat()).enabled());
}

}  // namespace
}  // namespace ezpt::coach
