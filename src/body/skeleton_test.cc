#include "body/skeleton.h"

#include <gtest/gtest.h>

#include "body/contacts.h"

namespace ezpt::body {
namespace {

constexpr double kMillimetre = 1e-3, kTenthDegree = 0.1;
constexpr std::array kBothFeet = {Contact{ContactPart::kLeftFoot, Surface::kFloor},
                                  Contact{ContactPart::kRightFoot, Surface::kFloor}};

Proportions Average() { return ProportionsOf({Sex::kFemale, Metres(1.68), 0.0}); }

void Both(JointAngles& pose, Dof left, double degrees) {
  pose.Set(left, Degrees(degrees));
  pose.Set(Mirrored(left), Degrees(degrees));
}

JointAngles SquatEnd() {
  JointAngles pose = RestPose(Posture::kStanding);
  Both(pose, Dof::kLeftHipFlexion, 90);
  Both(pose, Dof::kLeftKneeFlexion, 95);
  Both(pose, Dof::kLeftAnkleDorsiflexion, 25);
  Both(pose, Dof::kLeftShoulderFlexion, 80);
  return pose;
}

TEST(Skeleton, SegmentsHaveTheirLengthsInAnyPose) {
  const Proportions body = Average();
  const Skeleton s = ForwardKinematics(body, SquatEnd(), {{0, 1, 0}, RotateY(Degrees(33))});
  for (const Side side : kSides) {
    EXPECT_NEAR(Norm(s.leg(side).shank.origin - s.leg(side).thigh.origin), body.thigh, kMillimetre);
    EXPECT_NEAR(Norm(s.leg(side).foot.origin - s.leg(side).shank.origin), body.shank, kMillimetre);
    EXPECT_NEAR(Norm(s.arm(side).fore.origin - s.arm(side).upper.origin), body.upper_arm, kMillimetre);
    EXPECT_NEAR(KneeFlexionOf(s, side).value, 95, kTenthDegree);
  }
}

TEST(Skeleton, SignsAreAnatomical) {
  const Proportions body = Average();
  JointAngles pose;
  pose.Set(Dof::kLeftShoulderAbduction, Degrees(90));
  pose.Set(Dof::kRightShoulderFlexion, Degrees(90));
  pose.Set(Dof::kLeftHipAbduction, Degrees(30));
  pose.Set(Dof::kRightKneeFlexion, Degrees(90));
  pose.Set(Dof::kTrunkFlexion, Degrees(40));
  const Skeleton s = ForwardKinematics(body, pose, {{0, 1, 0}, Mat3{}});
  EXPECT_GT(s.arms[0].hand.origin.x, s.arms[0].upper.origin.x + 0.3);  // out to the left
  EXPECT_GT(s.arms[1].hand.origin.z, s.arms[1].upper.origin.z + 0.3);  // forward
  EXPECT_GT(s.legs[0].foot.origin.x, s.legs[0].thigh.origin.x + 0.3);  // out to the left
  EXPECT_LT(s.legs[1].foot.origin.z, s.legs[1].shank.origin.z - 0.3);  // heel back
  EXPECT_GT(s.head.origin.z, s.pelvis.origin.z + 0.1);                 // bent forward
}

TEST(Contacts, FeetDoNotSlideOrSinkInASquat) {
  const Proportions body = Average();
  const JointAngles start = RestPose(Posture::kStanding), end = SquatEnd();
  const ContactSolver solver(body, Posture::kStanding, kBothFeet, start, end);
  const Skeleton standing = solver.Solve(start), squatting = solver.Solve(end);
  for (const Side side : kSides) {
    EXPECT_NEAR(Norm(standing.leg(side).foot.origin - squatting.leg(side).foot.origin), 0.0, kMillimetre);
    EXPECT_NEAR(squatting.leg(side).foot.origin.y, body.ankle_height, kMillimetre);
    EXPECT_NEAR(KneeFlexionOf(squatting, side).value, 95, 3.0);  // the stance's width takes a little
  }
  EXPECT_LT(squatting.pelvis.origin.y, 0.75 * standing.pelvis.origin.y);
}

TEST(Contacts, SquattingWithoutAnAnkleAngleLeansToStayOnItsFeet) {
  const Proportions body = Average();
  JointAngles end = SquatEnd();
  Both(end, Dof::kLeftAnkleDorsiflexion, 0);
  const ContactSolver solver(body, Posture::kStanding, kBothFeet, RestPose(Posture::kStanding), end);
  const Skeleton s = solver.Solve(end);
  EXPECT_GT(CentreOfMass(body, s).z, s.legs[0].foot.origin.z - body.foot_back);
}

TEST(Contacts, AMarchingFootLeavesTheFloorAndTheOtherStays) {
  const Proportions body = Average();
  const JointAngles start = RestPose(Posture::kStanding);
  JointAngles end = start;
  end.Set(Dof::kLeftHipFlexion, Degrees(80));
  end.Set(Dof::kLeftKneeFlexion, Degrees(85));
  const ContactSolver solver(body, Posture::kStanding, kBothFeet, start, end);
  const Skeleton s = solver.Solve(end);
  EXPECT_GT(s.legs[0].foot.origin.y, 0.3);
  EXPECT_NEAR(s.legs[1].foot.origin.y, body.ankle_height, kMillimetre);
}

TEST(Contacts, RisingFromAChairStartsOnTheSeatAndEndsStanding) {
  const Proportions body = Average();
  const JointAngles start = RestPose(Posture::kSeated), end = RestPose(Posture::kStanding);
  const ContactSolver solver(body, Posture::kSeated, kBothFeet, start, end);
  EXPECT_EQ(solver.support(), Support::kFeet);
  EXPECT_NEAR(solver.seat_height(), 0.42, 0.06);  // metres: a chair's
  const Skeleton seated = solver.Solve(start), standing = solver.Solve(end);
  EXPECT_NEAR(standing.pelvis.origin.y - seated.pelvis.origin.y, body.thigh, 0.03);
  for (const Side side : kSides) {
    EXPECT_NEAR(Norm(standing.leg(side).foot.origin - seated.leg(side).foot.origin), 0.0, kMillimetre);
  }
}

TEST(Contacts, ABridgeKeepsShouldersAndFeet) {
  const Proportions body = Average();
  JointAngles start = RestPose(Posture::kSupine);
  Both(start, Dof::kLeftHipFlexion, 48);
  Both(start, Dof::kLeftKneeFlexion, 95);
  JointAngles end = start;
  Both(end, Dof::kLeftHipFlexion, 5);
  const ContactSolver solver(body, Posture::kSupine, kBothFeet, start, end);
  ASSERT_EQ(solver.support(), Support::kBackAndFeet);
  const Skeleton down = solver.Solve(start), up = solver.Solve(end);
  EXPECT_GT(up.pelvis.origin.y, down.pelvis.origin.y + 0.12);
  const auto shoulders = [](const Skeleton& s) { return Lerp(s.arms[0].upper.origin, s.arms[1].upper.origin, 0.5); };
  EXPECT_NEAR(Norm(shoulders(up) - shoulders(down)), 0.0, kMillimetre);
  for (const Side side : kSides)
    EXPECT_NEAR(Norm(up.leg(side).foot.origin - down.leg(side).foot.origin), 0.0, kMillimetre);
}

TEST(Contacts, APushUpBendsTheElbowsAsAskedAndKeepsHandsAndFeet) {
  const Proportions body = Average();
  const JointAngles start = RestPose(Posture::kPlank);
  JointAngles end = start;
  Both(end, Dof::kLeftElbowFlexion, 90);
  const ContactSolver solver(body, Posture::kPlank, kBothFeet, start, end);
  const Skeleton up = solver.Solve(start), down = solver.Solve(end);
  for (const Side side : kSides) {
    EXPECT_NEAR(ElbowFlexionOf(down, side).value, 90, 1.0);
    EXPECT_NEAR(Norm(up.arm(side).hand.origin - down.arm(side).hand.origin), 0.0, kMillimetre);
    EXPECT_NEAR(Norm(up.leg(side).foot.origin - down.leg(side).foot.origin), 0.0, kMillimetre);
    EXPECT_LT(down.arm(side).upper.origin.y, up.arm(side).upper.origin.y - 0.08);
  }
}

}  // namespace
}  // namespace ezpt::body
