#include "motion/repeated_movement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using test::Film;

RepeatedMovement Find(const std::vector<body::PoseFrame>& frames, body::Space space = body::Space::kImage) {
  BodyTrace body(space);
  for (const body::PoseFrame& frame : frames) body.Push(frame);
  return FindRepeatedMovement(body);
}

/// Shifted, and enlarged about the picture's corner.
std::vector<body::PoseFrame> Seen(std::vector<body::PoseFrame> frames, float size, float right) {
  for (body::PoseFrame& frame : frames) {
    for (body::Landmark& p : frame.pose->view()) {
      p.x = p.x * size + right;
      p.y *= size;
    }
  }
  return frames;
}

TEST(RepeatedMovement, CountsWhatRepeatsWithItsTimes) {
  Film film;
  film.Stand(1.5);
  std::vector<std::pair<double, double>> truth;
  for (const double depth : {80.0, 95.0, 70.0, 90.0}) {
    truth.emplace_back(film.t(), film.t() + 2.5);
    film.Squat(depth, 2.5);
    film.Stand(0.7);
  }
  const RepeatedMovement found = Find(film.frames());
  ASSERT_EQ(found.cycles.size(), truth.size());
  constexpr double kTolerance = 0.7;  // Seconds: it leaves its end of the range when it has gone a third of it.
  for (std::size_t i = 0; i < truth.size(); ++i) {
    EXPECT_NEAR(found.cycles[i].start.value, truth[i].first, kTolerance);
    EXPECT_NEAR(found.cycles[i].end.value, truth[i].second, kTolerance);
    EXPECT_NEAR(found.cycles[i].peak.value, (truth[i].first + truth[i].second) / 2, 0.3);
  }
  EXPECT_GT(found.likeness, 0.9);
}

TEST(RepeatedMovement, OfHalfTheRangeToo) {
  // Nobody's angles are asked for: a stiff knee that bends from 8 to 30 degrees repeats, too.
  Film film(0.5);
  film.Stand(1);
  for (int i = 0; i < 6; ++i) film.Squat(30, 2);
  film.Stand(1);
  EXPECT_EQ(Find(film.frames()).cycles.size(), 6U);
}

TEST(RepeatedMovement, WhatHappensOnceIsNone) {
  Film film;
  film.Stand(2);
  film.Squat(90);
  film.Stand(2);
  EXPECT_TRUE(Find(film.frames()).cycles.empty());
}

TEST(RepeatedMovement, JitterIsNone) {
  for (const double pixels : {0.0, 1.0, 2.0, 4.0}) {  // of a trunk of 100
    Film film(pixels);
    film.Stand(40);
    EXPECT_TRUE(Find(film.frames()).cycles.empty()) << pixels;
  }
}

TEST(RepeatedMovement, IsTheSameNearAndFar) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 5; ++i) film.Squat(85, 2.2);
  film.Stand(1);
  EXPECT_EQ(Find(film.frames()).cycles.size(), 5U);
  EXPECT_EQ(Find(Seen(film.frames(), 0.4F, 200.0F)).cycles.size(), 5U);
}

TEST(RepeatedMovement, GoesOnWhereNobodyIsSeenForAWhile) {
  Film film;
  film.Stand(1);
  for (int i = 0; i < 3; ++i) film.Squat(85, 2.2);
  film.AddNobody(6);
  for (int i = 0; i < 3; ++i) film.Squat(85, 2.2);
  film.Stand(1);
  EXPECT_EQ(Find(film.frames()).cycles.size(), 6U);
}

TEST(RepeatedMovement, OfNobodyIsNone) {
  EXPECT_TRUE(Find({}).cycles.empty());
  Film film;
  film.AddNobody(5);
  EXPECT_TRUE(Find(film.frames()).cycles.empty());
  EXPECT_TRUE(Find({{Seconds(0), test::Squatting(8)}}).cycles.empty());
  body::Pose point;  // A body without any size.
  for (body::Landmark& p : point.view()) p = {100, 100, 0, 0.9F};
  EXPECT_TRUE(Find({{Seconds(0), point}, {Seconds(1), point}, {Seconds(2), point}}).cycles.empty());
}

}  // namespace
}  // namespace ezpt::motion
