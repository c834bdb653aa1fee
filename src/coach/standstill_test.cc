#include "coach/standstill.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "exercise_yaml/yaml.h"
#include "motion/reference_stream.h"

namespace ezpt::coach {
namespace {

constexpr double kStillSeconds = 3.5;  ///< Of a reference stream, before it moves.
constexpr double kKnownAfterSeconds = 0.6;
constexpr double kWalkPixelsASecond = 160;  ///< Of a body of some 340 pixels: a slow walk.

std::vector<body::PoseFrame> Start(const std::string& exercise, uint64_t seed, double fps) {
  const auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + exercise + ".yaml");
  EXPECT_TRUE(definition.ok());
  auto frames = motion::MakeReferenceStream(
      *definition,
      {.reps = 1, .view = definition->views.front(), .seed = seed, .still = Seconds(kStillSeconds), .fps = fps});
  std::erase_if(frames, [](const body::PoseFrame& frame) { return frame.t.value >= kStillSeconds; });
  return frames;
}

void Shift(body::PoseFrame& frame, double x) {
  for (body::Landmark& point : frame.pose->view()) point.x += static_cast<float>(x);
}

class InAnyPosition : public testing::TestWithParam<const char*> {};

TEST_P(InAnyPosition, WhoWaitsAtTheStartIsStillFromTheFirstHalfSecondOn) {
  for (uint64_t seed = 1000; seed < 1010; ++seed) {
    for (const double fps : {8.0, 15.0, 30.0}) {
      Standstill standstill;
      for (const body::PoseFrame& frame : Start(GetParam(), seed, fps)) {
        standstill.Add(frame);
        if (frame.t.value >= kKnownAfterSeconds) {
          ASSERT_TRUE(standstill.holds()) << seed << " at " << frame.t.value;
        }
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Positions, InAnyPosition,
                         testing::Values("squat", "shoulder_abduction", "long_arc_quad", "bridge", "push_up"));

TEST(Standstill, WhoWalksThroughThePictureIsNot) {
  Standstill standstill;
  for (body::PoseFrame& frame : Start("squat", 1000, 15)) {
    Shift(frame, kWalkPixelsASecond * frame.t.value);
    standstill.Add(frame);
    EXPECT_FALSE(standstill.holds()) << frame.t.value;
  }
}

TEST(Standstill, WhoComesIsNotUntilHalfASecondAfterTheyStopped) {
  Standstill standstill;
  constexpr double kStops = 1.5;
  for (body::PoseFrame& frame : Start("squat", 1000, 30)) {
    const double t = frame.t.value;
    Shift(frame, kWalkPixelsASecond * std::min(t, kStops));
    standstill.Add(frame);
    if (t < kStops) {
      EXPECT_FALSE(standstill.holds()) << t;
    }
    if (t > kStops + kKnownAfterSeconds) {
      EXPECT_TRUE(standstill.holds()) << t;
    }
  }
}

TEST(Standstill, NobodyIsNotStill) {
  Standstill standstill;
  for (const body::PoseFrame& frame : Start("squat", 1000, 30)) standstill.Add(frame);
  EXPECT_TRUE(standstill.holds());
  standstill.Add({Seconds(9.0), std::nullopt});
  EXPECT_FALSE(standstill.holds());
}

}  // namespace
}  // namespace ezpt::coach
