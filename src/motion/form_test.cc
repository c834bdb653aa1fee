#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "motion/analyzer.h"
#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using test::Film;

/// What is named in the film's one repetition.
std::vector<std::string> FaultsOf(const Film& film, const exercise::Definition& definition) {
  auto analyzer = Analyzer::Create(definition, test::kStream);
  EXPECT_TRUE(analyzer.ok());
  for (const body::PoseFrame& frame : film.frames()) analyzer->Push(frame);
  const Analysis analysis = analyzer->Finish();
  EXPECT_EQ(analysis.reps.size(), 1U);
  std::vector<std::string> ids;
  for (const Repetition& rep : analysis.reps) {
    for (const FaultSpan& fault : rep.faults) ids.push_back(fault.id);
  }
  return ids;
}

/// A squat to 95° during which the knees are found at half their way out of the line of hip and ankle.
Film DeepSquatOnLostKnees() {
  Film squat(0), film;
  squat.Squat(95);
  film.Stand(1);
  for (body::PoseFrame frame : squat.frames()) {
    const auto at = [&](body::Joint joint) -> body::Landmark& {
      return frame.pose->points[*body::IndexOf(joint, frame.pose->topology)];
    };
    for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
      const auto hip = at(body::OnSide(body::Joint::kLeftHip, side));
      const auto ankle = at(body::OnSide(body::Joint::kLeftAnkle, side));
      body::Landmark& knee = at(body::OnSide(body::Joint::kLeftKnee, side));
      knee.x = (knee.x + (hip.x + ankle.x) / 2) / 2;
      knee.y = (knee.y + (hip.y + ankle.y) / 2) / 2;
    }
    film.Add(*frame.pose);
  }
  film.Stand(1);
  return film;
}

exercise::Condition HipHeight() {
  exercise::Condition condition;
  condition.signal = body::Signal::kHipHeight;
  return condition;
}

TEST(Form, AFaultAtThePeakWaitsForItsSecondSign) {
  auto definition = test::SquatDefinition();
  EXPECT_THAT(FaultsOf(DeepSquatOnLostKnees(), definition), testing::ElementsAre("shallow"));
  // The hips of who is 95° deep are at 0.65 of the leg, at 65° they are at 0.83.
  definition.faults[0].also = HipHeight();
  definition.faults[0].also->above = 0.75;
  EXPECT_THAT(FaultsOf(DeepSquatOnLostKnees(), definition), testing::IsEmpty());
  Film shallow;
  shallow.Stand(1);
  shallow.Squat(65);
  shallow.Stand(1);
  EXPECT_THAT(FaultsOf(shallow, definition), testing::ElementsAre("shallow"));
}

TEST(Form, AFaultThatLastsWaitsForItsSecondSign) {
  auto definition = test::SquatDefinition();
  definition.faults[1].above = 12;
  Film film;
  film.Stand(1);
  film.Squat(95);
  film.Stand(1);
  definition.faults[1].also = HipHeight();
  definition.faults[1].also->below = 0.9;
  EXPECT_THAT(FaultsOf(film, definition), testing::ElementsAre("trunk_forward"));
  definition.faults[1].also->below = 0.3;
  EXPECT_THAT(FaultsOf(film, definition), testing::IsEmpty());
}

}  // namespace
}  // namespace ezpt::motion
