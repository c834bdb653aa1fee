#include "body/landmarks.h"

#include <gtest/gtest.h>

namespace ezpt::body {
namespace {

TEST(Landmarks, EveryJointHasTheSameNameInBothTopologies) {
  for (int j = 0; j < static_cast<int>(kCocoCount); ++j) {
    const auto joint = static_cast<Joint>(j);
    const auto coco = IndexOf(joint, Topology::kCoco17);
    const auto blaze = IndexOf(joint, Topology::kBlazePose33);
    ASSERT_TRUE(coco && blaze);
    EXPECT_EQ(LandmarkName(Topology::kCoco17, *coco), LandmarkName(Topology::kBlazePose33, *blaze));
  }
}

TEST(Landmarks, HeelIsMissingFromCoco) {
  EXPECT_FALSE(IndexOf(Joint::kLeftHeel, Topology::kCoco17).has_value());
  EXPECT_EQ(At(Pose{}, Joint::kLeftHeel).score, 0.0F);
}

TEST(Landmarks, OnSideGivesTheAnatomicalPair) {
  EXPECT_EQ(OnSide(Joint::kLeftKnee, Side::kRight), Joint::kRightKnee);
  EXPECT_EQ(OnSide(Joint::kLeftToe, Side::kRight), Joint::kRightToe);
}

}  // namespace
}  // namespace ezpt::body
