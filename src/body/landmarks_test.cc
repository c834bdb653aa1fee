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

TEST(Landmarks, BonesJoinTheSameJointsInBothTopologies) {
  const auto coco = Bones(Topology::kCoco17);
  const auto blaze = Bones(Topology::kBlazePose33);
  ASSERT_LT(coco.size(), blaze.size());  // BlazePose has feet.
  for (std::size_t i = 0; i < coco.size(); ++i) {
    EXPECT_EQ(LandmarkName(Topology::kCoco17, coco[i].first), LandmarkName(Topology::kBlazePose33, blaze[i].first));
    EXPECT_EQ(LandmarkName(Topology::kCoco17, coco[i].second), LandmarkName(Topology::kBlazePose33, blaze[i].second));
  }
  EXPECT_EQ(LandmarkName(Topology::kBlazePose33, blaze.back().second), "right_foot_index");
}

TEST(Landmarks, NoNameBeyondTheTopology) {
  EXPECT_EQ(LandmarkName(Topology::kCoco17, kCocoCount), "");
  EXPECT_EQ(LandmarkName(Topology::kBlazePose33, kBlazePoseCount), "");
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
