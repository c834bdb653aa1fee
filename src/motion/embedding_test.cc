#include "motion/embedding.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace ezpt::motion {
namespace {

constexpr double kSameVector = 1e-5;  ///< Distance that is rounding only.

body::Pose RandomPose(uint64_t seed) {
  Random random(seed);
  body::Pose pose;
  for (body::Landmark& point : pose.view()) {
    point = {static_cast<float>(random.NextIn(0, 640)), static_cast<float>(random.NextIn(0, 480)), 0, 0.9F};
  }
  return pose;
}

TEST(Embed, IsFreeOfPlaceAndSize) {
  const body::Pose pose = RandomPose(1);
  body::Pose moved = pose;
  for (body::Landmark& point : moved.view()) {
    point.x = point.x * 0.25F + 300;
    point.y = point.y * 0.25F - 40;
  }
  EXPECT_LT(Distance(*Embed(pose), *Embed(moved)), kSameVector);
}

TEST(Embed, KeepsDirection) {
  const body::Pose pose = RandomPose(2);
  body::Pose lying = pose;
  body::Pose mirrored = pose;
  for (std::size_t i = 0; i < pose.size(); ++i) {
    lying.points[i].x = pose.points[i].y;
    lying.points[i].y = -pose.points[i].x;
    mirrored.points[i].x = -pose.points[i].x;
  }
  EXPECT_GT(Distance(*Embed(pose), *Embed(lying)), 1.0);
  EXPECT_GT(Distance(*Embed(pose), *Embed(mirrored)), 1.0);
}

TEST(Embed, BlazePoseGivesTheSameVector) {
  const body::Pose coco = RandomPose(3);
  body::Pose blaze;
  blaze.topology = body::Topology::kBlazePose33;
  blaze.space = body::Space::kImage3;
  for (int joint = 0; joint <= static_cast<int>(body::Joint::kRightAnkle); ++joint) {
    const auto named = static_cast<body::Joint>(joint);
    blaze.points[*body::IndexOf(named, body::Topology::kBlazePose33)] = body::At(coco, named);
  }
  EXPECT_EQ(*Embed(coco), *Embed(blaze));
}

TEST(Embed, AHiddenFarSideTakesTheNearSidesPlace) {
  constexpr std::array kLimbs = {body::Joint::kLeftElbow, body::Joint::kLeftWrist, body::Joint::kLeftKnee,
                                 body::Joint::kLeftAnkle};
  body::Pose pose = RandomPose(4);
  for (const auto left : kLimbs) {
    pose.points[body::CocoIndex(left)] = body::At(pose, body::OnSide(left, body::Side::kRight));
  }
  body::Pose hidden = pose;
  for (const auto left : kLimbs) {
    hidden.points[body::CocoIndex(left)] = {5, 5, 0, 0.05F};
  }
  EXPECT_EQ(*Embed(pose), *Embed(hidden));
}

TEST(Embed, NothingWithoutATrunkOrWithoutAShape) {
  body::Pose headless = RandomPose(5);
  headless.points[body::CocoIndex(body::Joint::kLeftHip)].score = 0;
  headless.points[body::CocoIndex(body::Joint::kRightHip)].score = 0;
  EXPECT_FALSE(Embed(headless).has_value());
  body::Pose point;
  for (body::Landmark& landmark : point.view()) landmark = {100, 100, 0, 0.9F};
  EXPECT_FALSE(Embed(point).has_value());
}

}  // namespace
}  // namespace ezpt::motion
