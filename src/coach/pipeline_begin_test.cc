// How a set begins: who is told what, what is counted from where.

#include <gtest/gtest.h>

#include "coach/test_support.h"

namespace ezpt::coach {
namespace {

TEST(Pipeline, WhoWalksThroughThePictureBeginsNothing) {
  constexpr double kWalkPixelsASecond = 90;
  Session session("squat", {.reps = 20, .sets = 1});
  Frames frames = Squats(1);
  std::erase_if(frames, [](const body::PoseFrame& frame) { return frame.t.value > 3.4; });
  for (body::PoseFrame& frame : frames) {
    const auto shift = static_cast<float>(kWalkPixelsASecond * (frame.t.value - 1.7));
    for (body::Landmark& point : frame.pose->view()) point.x += shift;
  }
  session.Play(frames);
  EXPECT_EQ(session.feedback.state, SessionState::kSetup);
  ASSERT_TRUE(session.feedback.instruction.has_value());
  EXPECT_EQ(session.feedback.instruction->id, "stand_still");
}

TEST(Pipeline, WhoStaysWhereTheFormIsNotSeenIsAskedToTurnThenCounted) {
  constexpr int kRaises = 5;
  const auto raise = Load("shoulder_abduction");
  Session session("shoulder_abduction", {.reps = 20, .sets = 1});
  session.Play(AfterStanding(9, motion::MakeReferenceStream(*raise, {.reps = kRaises, .view = body::View::kSideLeft})));
  EXPECT_EQ(session.Said("instruction:face_camera"), 1);
  EXPECT_EQ(session.Said("instruction:only_counted"), 1);
  EXPECT_EQ(session.Said("instruction:hold_still"), 0);
  EXPECT_EQ(session.feedback.state, SessionState::kActive);
  EXPECT_EQ(session.feedback.count, kRaises);
  EXPECT_EQ(session.Said("praise:steady") + session.Said("praise:better") + session.Said("praise:last"), 0);
}

TEST(Pipeline, TheWayIntoPositionIsNotTheWayToTheFirstRepetition) {
  constexpr int kSquats = 5;
  constexpr double kComing = 2.5, kArriving = 0.3;
  constexpr float kTaller = 130;  // Pixels: as walking in looks to a network.
  Session session("squat", {.reps = 20, .sets = 1});
  Frames frames = AfterStanding(6, Squats(kSquats));
  for (body::PoseFrame& frame : frames) {
    const double left = std::clamp((kComing + kArriving - frame.t.value) / kArriving, 0.0, 1.0);
    for (std::size_t i = 0; i <= body::CocoIndex(body::Joint::kRightHip); ++i) {
      frame.pose->points[i].y -= kTaller * static_cast<float>(left);
    }
  }
  session.Play(frames);
  EXPECT_EQ(session.feedback.count, kSquats);
}

TEST(Pipeline, AsksForTheRightViewFirst) {
  Session session("shoulder_abduction", {.reps = 5, .sets = 1});
  Frames frames = AfterStanding(6, Squats(1));
  std::erase_if(frames, [](const body::PoseFrame& frame) { return frame.t.value > 4; });
  session.Play(frames);
  EXPECT_EQ(session.feedback.state, SessionState::kSetup);
  EXPECT_EQ(session.Said("state:ready"), 0);
  EXPECT_GE(session.Said("instruction:face_camera"), 1);
}

}  // namespace
}  // namespace ezpt::coach
