#include "body/figure.h"

#include <gtest/gtest.h>

namespace ezpt::body {
namespace {

ExerciseMotion ArmRaise() {
  ExerciseMotion motion;
  motion.exercise_id = "shoulder_flexion";
  motion.contacts = {{ContactPart::kLeftFoot, Surface::kFloor}, {ContactPart::kRightFoot, Surface::kFloor}};
  motion.poses.start = motion.poses.end = RestPose(Posture::kStanding);
  motion.poses.end.Set(Dof::kLeftShoulderFlexion, Degrees(150));
  return motion;
}

/// The hand's lowest point on the picture: how high the hand is.
int HighestSkin(const std::vector<FigureShape>& frame) {
  int y = 1000;
  for (const FigureShape& shape : frame) {
    if (shape.kind == FigureShape::Kind::kCapsule && shape.paint == FigureShape::Paint::kSkin)
      y = std::min(y, shape.points[1][1]);
  }
  return y;
}

TEST(Figure, BeginsAtTheStartAndIsFarthestInTheMiddle) {
  const auto figure = MakeFigure(ArmRaise(), View::kSideLeft);
  ASSERT_TRUE(figure.ok());
  ASSERT_GT(figure->frames.size(), 30U);
  EXPECT_GT(HighestSkin(figure->frames.front()), HighestSkin(figure->frames[figure->frames.size() / 2]) + 100);
}

TEST(Figure, StaysInItsBox) {
  for (const View view : kAllViews) {
    const auto figure = MakeFigure(ArmRaise(), view);
    ASSERT_TRUE(figure.ok());
    for (const auto& frame : figure->frames) {
      EXPECT_EQ(frame.front().paint, FigureShape::Paint::kShadow);
      for (const FigureShape& shape : frame) {
        for (const auto& point : shape.points) {
          EXPECT_GE(std::min(point[0], point[1]), 0);
          EXPECT_LE(std::max(point[0], point[1]), 1000);
        }
      }
    }
  }
}

TEST(Figure, OnlyTheFarSideIsMarkedFar) {
  const auto side = MakeFigure(ArmRaise(), View::kSideLeft);
  ASSERT_TRUE(side.ok());
  const std::string json = FigureJson(*side);
  EXPECT_NE(json.find("\"trousers-far\""), std::string::npos);
  EXPECT_EQ(json.find("{\"fps\":15,\"frames\":[[{\"kind\":\"polygon\""), 0U);
  const auto front = MakeFigure(ArmRaise(), View::kFront);
  ASSERT_TRUE(front.ok());
  EXPECT_EQ(FigureJson(*front).find("\"trousers-far\""), std::string::npos);
}

}  // namespace
}  // namespace ezpt::body
