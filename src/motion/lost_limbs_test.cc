#include <gtest/gtest.h>

#include "exercise_yaml/yaml.h"
#include "motion/analyzer.h"
#include "motion/reference_stream.h"

namespace ezpt::motion {
namespace {

constexpr float kBadly = 0.2f;  // a score
constexpr std::size_t kLeft = body::CocoIndex(body::Joint::kLeftAnkle),
                      kRight = body::CocoIndex(body::Joint::kRightAnkle);

/// While the leg is up, the network names the bent leg's ankle for both.
TEST(LostLimbs, ALegRaiseWhoseFootIsTakenForTheOtherIsCountedAndNotBlamed) {
  const auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/straight_leg_raise.yaml");
  ASSERT_TRUE(definition.ok());
  constexpr int kReps = 3;
  constexpr double kFps = 15, kUp = 40;  ///< Pixels that the foot has left the mat by.
  auto frames = MakeReferenceStream(
      *definition, {.reps = kReps, .view = body::View::kSideLeft, .working = body::Side::kLeft, .fps = kFps});
  auto analyzer = Analyzer::Create(*definition, ReferenceStreamInfo(kFps));
  ASSERT_TRUE(analyzer.ok());
  ASSERT_TRUE(frames.front().pose);
  const float mat = frames.front().pose->points[kLeft].y;
  int taken = 0;
  for (body::PoseFrame& frame : frames) {
    body::Landmark& foot = frame.pose->points[kLeft];
    if (mat - foot.y > kUp) {
      foot = frame.pose->points[kRight];
      foot.score = kBadly;
      ++taken;
    }
    analyzer->Push(frame);
  }
  EXPECT_GT(taken, kReps * static_cast<int>(kFps));
  const Analysis analysis = analyzer->Finish();
  EXPECT_EQ(analysis.reps.size(), static_cast<std::size_t>(kReps));
  for (const Repetition& rep : analysis.reps) EXPECT_TRUE(rep.faults.empty()) << rep.faults.front().id;
}

}  // namespace
}  // namespace ezpt::motion
