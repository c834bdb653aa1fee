#include "body/signal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace ezpt::body {
namespace {

constexpr double kAngleTolerance = 0.05;  // degrees; landmarks are single precision
constexpr double kRatioTolerance = 1e-4;

void Put(Pose& pose, Joint joint, float x, float y, float z = 0) {
  pose.points[*IndexOf(joint, pose.topology)] = {x, y, z, 0.9f};
}

/// A person seen from the right side (facing the picture's right), upright, arms
/// hanging; both sides coincide. Trunk 50, thigh 40, shank 40, upper arm 30.
Pose FromTheRight() {
  Pose pose;
  for (const Side side : {Side::kLeft, Side::kRight}) {
    Put(pose, OnSide(Joint::kLeftEar, side), 100, 85);
    Put(pose, OnSide(Joint::kLeftShoulder, side), 100, 100);
    Put(pose, OnSide(Joint::kLeftElbow, side), 100, 130);
    Put(pose, OnSide(Joint::kLeftWrist, side), 100, 155);
    Put(pose, OnSide(Joint::kLeftHip, side), 100, 150);
    Put(pose, OnSide(Joint::kLeftKnee, side), 100, 190);
    Put(pose, OnSide(Joint::kLeftAnkle, side), 100, 230);
  }
  return pose;
}

/// From the front: the left side at the picture's right. Shoulders 40, hips 20 wide.
Pose FromTheFront() {
  Pose pose;
  for (const Side side : {Side::kLeft, Side::kRight}) {
    const float out = side == Side::kLeft ? 1 : -1;
    Put(pose, OnSide(Joint::kLeftShoulder, side), 100 + 20 * out, 100);
    Put(pose, OnSide(Joint::kLeftElbow, side), 100 + 20 * out, 130);
    Put(pose, OnSide(Joint::kLeftWrist, side), 100 + 20 * out, 155);
    Put(pose, OnSide(Joint::kLeftHip, side), 100 + 10 * out, 150);
    Put(pose, OnSide(Joint::kLeftKnee, side), 100 + 10 * out, 190);
    Put(pose, OnSide(Joint::kLeftAnkle, side), 100 + 10 * out, 230);
  }
  return pose;
}

double Get(Signal signal, const Pose& pose, Side side = Side::kRight, const SignalContext& context = {}) {
  const auto value = Evaluate(signal, pose, side, context);
  EXPECT_TRUE(value.has_value()) << SignalName(signal);
  return value.value_or(-999);
}

TEST(Signal, NamesAreUniqueAndReadBack) {
  std::set<std::string> names;
  for (int i = 0; i < kSignalCount; ++i) {
    const auto signal = static_cast<Signal>(i);
    EXPECT_TRUE(names.insert(std::string(SignalName(signal))).second);
    EXPECT_EQ(ParseSignal(SignalName(signal)), signal);
    EXPECT_FALSE(ViewsOf(signal).empty());
  }
  EXPECT_EQ(ParseSignal("knee_bend"), std::nullopt);
}

TEST(Signal, KneeAngleNeedsASideView) {
  EXPECT_TRUE(MeasurableFrom(Signal::kKneeFlexion, View::kSideLeft));
  EXPECT_FALSE(MeasurableFrom(Signal::kKneeFlexion, View::kFront));
  EXPECT_TRUE(MeasurableFrom(Signal::kKneeValgus, View::kFront));
  EXPECT_FALSE(MeasurableFrom(Signal::kKneeValgus, View::kSideRight));
}

TEST(Signal, UprightIsZero) {
  const Pose pose = FromTheRight();
  for (const Signal signal :
       {Signal::kKneeFlexion, Signal::kHipFlexion, Signal::kShoulderFlexion, Signal::kElbowFlexion, Signal::kTrunkLean,
        Signal::kBodyLine, Signal::kShankTilt, Signal::kThighPitch}) {
    EXPECT_NEAR(Get(signal, pose), 0, kAngleTolerance) << SignalName(signal);
  }
  EXPECT_NEAR(Get(Signal::kTrunkPitch, pose), 90, kAngleTolerance);
  EXPECT_NEAR(Get(Signal::kHipHeight, pose), 1, kRatioTolerance);
  EXPECT_NEAR(Get(Signal::kKneeHeight, pose), 0, kRatioTolerance);
}

TEST(Signal, SittingFlexesHipAndKneeByNinety) {
  Pose pose = FromTheRight();
  for (const Side side : {Side::kLeft, Side::kRight}) {
    Put(pose, OnSide(Joint::kLeftKnee, side), 140, 150);
    Put(pose, OnSide(Joint::kLeftAnkle, side), 140, 190);
  }
  EXPECT_NEAR(Get(Signal::kKneeFlexion, pose), 90, kAngleTolerance);
  EXPECT_NEAR(Get(Signal::kHipFlexion, pose), 90, kAngleTolerance);
  EXPECT_NEAR(Get(Signal::kThighPitch, pose), 90, kAngleTolerance);
}

TEST(Signal, ForwardFollowsTheSideTowardsTheCamera) {
  Pose pose = FromTheRight();
  Put(pose, Joint::kRightElbow, 130, 120);  // to the picture's right
  Put(pose, Joint::kRightShoulder, 110, 102);
  Put(pose, Joint::kLeftShoulder, 110, 102);
  EXPECT_NEAR(Get(Signal::kTrunkLean, pose), 11.77, kAngleTolerance);
  EXPECT_GT(Get(Signal::kShoulderFlexion, pose), 50);
  const SignalContext from_left{.nearer = Side::kLeft, .scale = {}, .start = nullptr};
  EXPECT_NEAR(Get(Signal::kTrunkLean, pose, Side::kRight, from_left), -11.77, kAngleTolerance);
  EXPECT_LT(Get(Signal::kShoulderFlexion, pose, Side::kRight, from_left), -50);
}

TEST(Signal, HipExtensionIsNegative) {
  Pose pose = FromTheRight();
  Put(pose, Joint::kRightKnee, 90, 188.7f);
  EXPECT_NEAR(Get(Signal::kHipFlexion, pose), -14.48, kAngleTolerance);
}

TEST(Signal, PushUpSagIsPositiveAndPikeNegative) {
  // Prone, head at the picture's right, right side towards the lens, hands below.
  Pose pose;
  for (const Side side : {Side::kLeft, Side::kRight}) {
    Put(pose, OnSide(Joint::kLeftShoulder, side), 200, 100);
    Put(pose, OnSide(Joint::kLeftHip, side), 150, 110);
    Put(pose, OnSide(Joint::kLeftAnkle, side), 70, 100);
  }
  EXPECT_GT(Get(Signal::kBodyLine, pose), 10);
  Put(pose, Joint::kRightHip, 150, 85);
  EXPECT_LT(Get(Signal::kBodyLine, pose), -10);
}

TEST(Signal, ArmsToTheSideAbductBothWays) {
  Pose pose = FromTheFront();
  Put(pose, Joint::kLeftElbow, 150, 100);
  Put(pose, Joint::kRightElbow, 80, 70);
  EXPECT_NEAR(Get(Signal::kShoulderAbduction, pose, Side::kLeft), 90, kAngleTolerance);
  EXPECT_NEAR(std::abs(Get(Signal::kShoulderAbduction, pose, Side::kRight)), 180, kAngleTolerance);
}

TEST(Signal, ABadlySeenKneeIsAsHighAsTheLiftedFootBelowItSays) {
  Pose pose = FromTheFront();
  Put(pose, Joint::kRightKnee, 90, 180);  // found on the shank of a leg whose knee is at 160
  Put(pose, Joint::kRightAnkle, 90, 200);
  SignalContext context;
  context.scale.thigh = 40;
  auto& knee = pose.points[*IndexOf(Joint::kRightKnee, pose.topology)];
  EXPECT_NEAR(Get(Signal::kKneeHeight, pose, Side::kRight, context), 0.25, kRatioTolerance);
  knee.score = 0.3f;
  EXPECT_NEAR(Get(Signal::kKneeHeight, pose, Side::kRight, context), 0.75, kRatioTolerance);
  // The foot never lowers a knee, and one on the floor says nothing.
  Put(pose, Joint::kRightAnkle, 90, 230);
  EXPECT_NEAR(Get(Signal::kKneeHeight, pose, Side::kRight, context), 0.25, kRatioTolerance);
  // Nothing stands in for a knee that is not seen at all.
  knee.score = 0.1f;
  EXPECT_FALSE(Evaluate(Signal::kKneeHeight, pose, Side::kRight, context).has_value());
}

TEST(Signal, HandsFarFromTheShouldersStillPressToOne) {
  // Hands thirty ahead of the shoulders: their height over them is less than the arm, and what counts is how it
  // changes.
  Pose pose = FromTheRight();
  for (const Side side : {Side::kLeft, Side::kRight}) Put(pose, OnSide(Joint::kLeftWrist, side), 130, 140);
  SignalContext context;
  context.scale = MeasureScale(pose, 0.2f);
  EXPECT_NEAR(Get(Signal::kPressHeight, pose, Side::kRight, context), 1, kRatioTolerance);
  for (const Side side : {Side::kLeft, Side::kRight}) Put(pose, OnSide(Joint::kLeftShoulder, side), 105, 120);
  EXPECT_NEAR(Get(Signal::kPressHeight, pose, Side::kRight, context), 0.5, kRatioTolerance);
}

TEST(Signal, WhoNeverWasOnStraightArmsIsNotUp) {
  Pose pose = FromTheRight();
  for (const Side side : {Side::kLeft, Side::kRight}) {
    Put(pose, OnSide(Joint::kLeftElbow, side), 125, 117);
    Put(pose, OnSide(Joint::kLeftWrist, side), 100, 118);
  }
  EXPECT_LT(Get(Signal::kPressHeight, pose), 0.7);
}

TEST(Signal, KneeInwardsIsValgusOnBothSides) {
  Pose pose = FromTheFront();
  Put(pose, Joint::kLeftKnee, 103, 190);
  Put(pose, Joint::kRightKnee, 83, 190);
  EXPECT_NEAR(Get(Signal::kKneeValgus, pose, Side::kLeft), 19.85, 0.1);
  EXPECT_NEAR(Get(Signal::kKneeValgus, pose, Side::kRight), -19.85, 0.1);
}

TEST(Signal, LateralLeanAndObliquityAreAnatomical) {
  Pose pose = FromTheFront();
  Put(pose, Joint::kLeftShoulder, 130, 102);
  Put(pose, Joint::kRightShoulder, 90, 102);
  EXPECT_GT(Get(Signal::kTrunkLateralLean, pose, Side::kLeft), 10);
  EXPECT_LT(Get(Signal::kTrunkLateralLean, pose, Side::kRight), -10);
  Put(pose, Joint::kLeftHip, 110, 145);
  EXPECT_GT(Get(Signal::kPelvisObliquity, pose, Side::kLeft), 5);
  EXPECT_LT(Get(Signal::kPelvisObliquity, pose, Side::kRight), -5);
}

TEST(Signal, HiddenJointIsNoValue) {
  Pose pose = FromTheRight();
  pose.points[CocoIndex(Joint::kRightAnkle)].score = 0.05f;
  EXPECT_EQ(Evaluate(Signal::kKneeFlexion, pose, Side::kRight, {}), std::nullopt);
  EXPECT_TRUE(Evaluate(Signal::kKneeFlexion, pose, Side::kLeft, {}).has_value());
}

TEST(Signal, NanIsNoValue) {
  Pose pose = FromTheRight();
  pose.points[CocoIndex(Joint::kRightKnee)].x = std::numeric_limits<float>::quiet_NaN();
  for (int i = 0; i < kSignalCount; ++i) {
    const auto value = Evaluate(static_cast<Signal>(i), pose, Side::kRight, {});
    EXPECT_TRUE(!value || std::isfinite(*value)) << SignalName(static_cast<Signal>(i));
  }
}

TEST(Signal, CoincidentPointsHaveNoAngle) {
  Pose pose;
  for (Landmark& p : pose.view()) p = {10, 10, 0, 1};
  EXPECT_EQ(Evaluate(Signal::kKneeFlexion, pose, Side::kLeft, {}), std::nullopt);
  EXPECT_EQ(Evaluate(Signal::kTrunkLean, pose, Side::kLeft, {}), std::nullopt);
  EXPECT_EQ(Evaluate(Signal::kHipHeight, pose, Side::kLeft, {}), std::nullopt);
}

TEST(Signal, DriftIsMeasuredFromTheStart) {
  const Pose start = FromTheRight();
  Pose now = start;
  Put(now, Joint::kRightAnkle, 108, 222);
  const SignalContext context{.nearer = Side::kRight, .scale = MeasureScale(start, 0.2f), .start = &start};
  EXPECT_NEAR(Get(Signal::kHeelRise, now, Side::kRight, context), 0.2, kRatioTolerance);
  EXPECT_NEAR(Get(Signal::kFootDrift, now, Side::kRight, context), 0.1414, kRatioTolerance);
  EXPECT_EQ(Evaluate(Signal::kFootDrift, now, Side::kRight, {}), std::nullopt);
}

TEST(Signal, WorldAnglesAreThreeDimensional) {
  // A person facing the camera (right side at the picture's left), the left thigh
  // lifted straight at the camera: invisible in the picture's plane.
  Pose pose;
  pose.space = Space::kWorld;
  for (const Side side : {Side::kLeft, Side::kRight}) {
    const float out = side == Side::kLeft ? 0.1f : -0.1f;
    Put(pose, OnSide(Joint::kLeftShoulder, side), out, -0.5f);
    Put(pose, OnSide(Joint::kLeftHip, side), out, 0);
    Put(pose, OnSide(Joint::kLeftKnee, side), out, 0.4f);
    Put(pose, OnSide(Joint::kLeftAnkle, side), out, 0.8f);
  }
  Put(pose, Joint::kLeftKnee, 0.1f, 0, -0.4f);
  Put(pose, Joint::kLeftAnkle, 0.1f, 0.4f, -0.4f);
  EXPECT_NEAR(Get(Signal::kHipFlexion, pose, Side::kLeft), 90, kAngleTolerance);
  EXPECT_NEAR(Get(Signal::kKneeFlexion, pose, Side::kLeft), 90, kAngleTolerance);
  EXPECT_NEAR(Get(Signal::kHipFlexion, pose, Side::kRight), 0, kAngleTolerance);
}

}  // namespace
}  // namespace ezpt::body
