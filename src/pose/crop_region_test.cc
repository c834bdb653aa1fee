#include "pose/crop_region.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ezpt::pose {
namespace {

constexpr double kPixels = 1e-3;
constexpr double kRadians = 1e-5;
/// Where the joints below the trunk begin.
constexpr std::size_t kHips = body::CocoIndex(body::Joint::kLeftHip);

/// Standing straight, hips at (x, y), 400 px tall, every score 0.8; turned
/// clockwise about the hips.
body::Pose Standing(double x, double y, double turn = 0) {
  constexpr double kUp[body::kCocoCount][2] = {{0, -170},   {8, -178}, {-8, -178}, {16, -172}, {-16, -172}, {40, -120},
                                               {-40, -120}, {50, -60}, {-50, -60}, {55, 0},    {-55, 0},    {25, 0},
                                               {-25, 0},    {25, 100}, {-25, 100}, {25, 200},  {-25, 200}};
  body::Pose pose;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    const double dx = kUp[i][0] * std::cos(turn) - kUp[i][1] * std::sin(turn);
    const double dy = kUp[i][0] * std::sin(turn) + kUp[i][1] * std::cos(turn);
    pose.points[i] = {static_cast<float>(x + dx), static_cast<float>(y + dy), 0, 0.8f};
  }
  return pose;
}

TEST(NextRegion, IsCentredOnTheHipsAndHoldsTheBody) {
  const auto region = NextRegion(Standing(500, 400), 1000, 800, Radians(0));
  ASSERT_TRUE(region);
  EXPECT_NEAR(region->center.x, 500, kPixels);
  EXPECT_NEAR(region->side, 2 * 1.2 * 200, kPixels);  // The feet, 200 px away.
}

TEST(NextRegion, UntrustedLimbsDoNotWidenIt) {
  body::Pose pose = Standing(500, 400);
  pose.points[body::CocoIndex(body::Joint::kLeftAnkle)] = {990, 790, 0, 0.1f};
  const auto region = NextRegion(pose, 1000, 800, Radians(0));
  ASSERT_TRUE(region);
  EXPECT_NEAR(region->side, 2 * 1.2 * 200, kPixels);
}

TEST(NextRegion, NothingWithoutATorso) {
  body::Pose pose = Standing(500, 400);
  pose.points[body::CocoIndex(body::Joint::kLeftHip)].score =
      pose.points[body::CocoIndex(body::Joint::kRightHip)].score = 0.1f;
  EXPECT_FALSE(NextRegion(pose, 1000, 800, Radians(0)));
}

TEST(NextRegion, NeverLargerThanThePicture) {
  const auto region = NextRegion(Standing(150, 150), 300, 300, Radians(0));
  ASSERT_TRUE(region);
  EXPECT_LE(region->side, 300);
  EXPECT_FALSE(NextRegion(Standing(100, 150), 300, 300, Radians(0)));  // Off the middle: the whole picture sees more.
}

TEST(BodyTilt, FollowsTheBodyAround) {
  EXPECT_NEAR(BodyTilt(Standing(500, 400))->value, 0, kRadians);
  for (double turn : {-2.5, -kPi / 2, 0.3, kPi / 2, 3.0}) {
    EXPECT_NEAR(BodyTilt(Standing(500, 400, turn))->value, turn, kRadians);
  }
}

TEST(BodyTilt, BendingForwardIsNotLying) {
  body::Pose pose = Standing(500, 400);
  for (std::size_t i = 0; i < kHips; ++i) {
    const body::Landmark at = pose.points[i];  // The trunk a quarter turn about the hips, the legs left standing.
    pose.points[i].x = 500 - (at.y - 400);
    pose.points[i].y = 400 + (at.x - 500);
  }
  EXPECT_LT(std::fabs(BodyTilt(pose)->value), ToRadians(Degrees(45)).value);
}

TEST(PresenceScore, HalfABodyIsSomebody) {
  body::Pose pose = Standing(500, 400);
  for (std::size_t i = kHips; i < body::kCocoCount; ++i) pose.points[i].score = 0.05f;
  EXPECT_NEAR(PresenceScore(pose), 0.8, kRadians);
  for (std::size_t i = body::CocoIndex(body::Joint::kLeftShoulder); i < body::kCocoCount; ++i)
    pose.points[i].score = 0.05f;
  EXPECT_NEAR(PresenceScore(pose), 0.05, kRadians);  // A head alone.
}

}  // namespace
}  // namespace ezpt::pose
