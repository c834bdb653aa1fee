#include "motion/near_side.h"

#include <gtest/gtest.h>

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Side;

constexpr double kTrunk = 160;  // pixels
constexpr float kMinScore = 0.2f;

/// Somebody on hands and feet with the head at the picture's left, seen from beside: the left side is the nearer one,
/// and `lower` pixels lower in the picture.
body::Pose Plank(float lower) {
  body::Pose pose;
  const auto put = [&](Joint left, float x, float y) {
    pose.points[body::CocoIndex(left)] = {x, y + lower / 2, 0, 0.8f};
    pose.points[body::CocoIndex(body::OnSide(left, Side::kRight))] = {x + 10, y - lower / 2, 0, 0.8f};
  };
  put(Joint::kLeftShoulder, 160, 200);
  put(Joint::kLeftHip, 315, 230);
  put(Joint::kLeftAnkle, 540, 290);
  return pose;
}

float YOf(const body::Pose& pose, Joint joint) { return pose.points[body::CocoIndex(joint)].y; }

TEST(NearSide, ACameraThatLooksDownShowsTheNearSideLower) {
  const body::Pose right = Plank(90);
  body::Pose pose = right;
  NameNearSide(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftShoulder), YOf(right, Joint::kLeftShoulder));
  body::ExchangeSides(pose);
  NameNearSide(pose, Side::kLeft, kTrunk, kMinScore);
  for (const Joint joint : {Joint::kLeftShoulder, Joint::kLeftHip, Joint::kLeftAnkle}) {
    EXPECT_EQ(YOf(pose, joint), YOf(right, joint));
  }
}

TEST(NearSide, WhereTheSidesAreOneBehindTheOtherNamesStay) {
  body::Pose pose = Plank(40);
  body::ExchangeSides(pose);
  const body::Pose given = pose;
  NameNearSide(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftShoulder), YOf(given, Joint::kLeftShoulder));
}

TEST(NearSide, AShoulderThatIsNotSeenSaysNothing) {
  body::Pose pose = Plank(90);
  body::ExchangeSides(pose);
  pose.points[body::CocoIndex(Joint::kLeftShoulder)].score = 0.1f;
  const body::Pose given = pose;
  NameNearSide(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftHip), YOf(given, Joint::kLeftHip));
}

/// The plank, with the nearer hand at `near` and the other one at `far`: y in pixels, and scores.
body::Pose OnHands(float near_y, float near_score, float far_y, float far_score) {
  body::Pose pose = Plank(0);
  pose.points[body::CocoIndex(Joint::kLeftElbow)] = {165, 300, 0, 0.8f};
  pose.points[body::CocoIndex(Joint::kRightElbow)] = {175, 260, 0, 0.8f};
  pose.points[body::CocoIndex(Joint::kLeftWrist)] = {160, near_y, 0, near_score};
  pose.points[body::CocoIndex(Joint::kRightWrist)] = {170, far_y, 0, far_score};
  return pose;
}

TEST(NearSide, TheLowerHandOnTheFloorIsTheNearerWithItsArm) {
  body::Pose pose = OnHands(310, 0.8f, 370, 0.8f);
  NameNearHand(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftWrist), 370);
  EXPECT_EQ(YOf(pose, Joint::kLeftElbow), 260);
  NameNearHand(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftWrist), 370) << "right already";
}

TEST(NearSide, WhereOneHandHidesTheOtherTheLowerElbowIsTheNearer) {
  body::Pose pose = OnHands(366, 0, 370, 0.8f);
  const body::Pose given = pose;
  NameNearHand(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftWrist), YOf(given, Joint::kLeftWrist)) << "the elbows say that it is the far one";
  std::swap(pose.points[body::CocoIndex(Joint::kLeftElbow)].y, pose.points[body::CocoIndex(Joint::kRightElbow)].y);
  NameNearHand(pose, Side::kLeft, kTrunk, kMinScore);
  EXPECT_EQ(YOf(pose, Joint::kLeftWrist), 370);
}

}  // namespace
}  // namespace ezpt::motion
