#include "motion/position.h"

#include <gtest/gtest.h>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using body::Joint;

TEST(Position, InALongStrideOneLegUnderTheBodyIsStanding) {
  const body::Pose upright = test::Facing();
  body::Pose stride = upright;  // In profile, the rear foot far behind and the knee bent.
  stride.points[body::CocoIndex(Joint::kRightAnkle)] = {430, 340, 0, 0.8f};
  stride.points[body::CocoIndex(Joint::kRightKnee)] = {380, 310, 0, 0.8f};
  const body::BodyScale scale = body::MeasureScale(upright, 0.2f);
  const ViewEstimate view{
      .known = true, .view = body::View::kSideLeft, .nearer = body::Side::kLeft, .yaw = Degrees(85)};
  EXPECT_TRUE(InPosition(exercise::Position::kStanding, stride, scale, view, 0.2f));
  EXPECT_FALSE(InPosition(exercise::Position::kStanding, test::Facing(0.5), scale, view, 0.2f)) << "both legs bent";
}

TEST(Position, WhoSitsHoldsTheTrunkAsWhoStandsDoes) {
  const body::Pose seated = test::Facing(0.5);
  const body::BodyScale scale = body::MeasureScale(test::Facing(), 0.2f);
  const ViewEstimate view{.known = true, .view = body::View::kFront, .nearer = body::Side::kLeft, .yaw = Degrees(0)};
  EXPECT_TRUE(HoldsTrunk(exercise::Position::kStanding, seated, scale, view, 0.2f));
}

}  // namespace
}  // namespace ezpt::motion
