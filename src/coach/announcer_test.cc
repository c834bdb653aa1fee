#include "coach/announcer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coach/pipeline.h"
#include "exercise_yaml/yaml.h"
#include "motion/reference_stream.h"
#include "pose/tracker.h"

namespace ezpt::coach {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

constexpr int kReps = 4;

/// The short words of one whole set of a person who does the exercise as it is shown, in order.
std::vector<std::string> MomentsOf(const std::string& id, body::View view, SessionOptions options = {}) {
  auto loaded = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + id + ".yaml");
  EXPECT_TRUE(loaded.ok());
  const auto definition = std::make_shared<exercise::Definition>(*std::move(loaded));
  options.reps = kReps;
  options.sets = 1;
  auto pipeline = Pipeline::Create(definition, motion::ReferenceStreamInfo(30), options, {});
  EXPECT_TRUE(pipeline.ok());
  std::vector<std::string> moments;
  uint32_t sequence = 0;
  for (const body::PoseFrame& frame :
       motion::MakeReferenceStream(*definition, {.reps = kReps, .view = view, .still = Seconds(6.0)})) {
    auto feedback = pipeline->ProcessLandmarks(frame, ++sequence);
    EXPECT_TRUE(feedback.ok());
    for (const Message& moment : feedback->moments) moments.push_back(moment.text);
  }
  EXPECT_EQ(pipeline->Summary().count, kReps);
  return moments;
}

std::vector<std::string> Expected(const std::vector<std::string>& each_before_its_count, const std::string& last) {
  std::vector<std::string> expected = {"3", "2", "1"};
  for (int rep = 1; rep <= kReps; ++rep) {
    expected.insert(expected.end(), each_before_its_count.begin(), each_before_its_count.end());
    expected.push_back(std::to_string(rep));
    if (rep == kReps - 1) expected.push_back(last);
  }
  return expected;
}

TEST(Announcer, LeadsThroughSquatsFromTheSide) {
  EXPECT_THAT(MomentsOf("squat", body::View::kSideLeft), ElementsAreArray(Expected({"And up."}, "Last one.")));
}

TEST(Announcer, CountsTheSecondsOfAHold) {
  EXPECT_THAT(MomentsOf("bridge", body::View::kSideLeft),
              ElementsAreArray(Expected({"Hold.", "3", "2", "1", "And down."}, "Last one.")));
  EXPECT_THAT(MomentsOf("straight_leg_raise", body::View::kSideLeft),
              ElementsAreArray(Expected({"Hold.", "3", "2", "1", "And down."}, "Last one.")));
  EXPECT_THAT(MomentsOf("long_arc_quad", body::View::kSideLeft),
              ElementsAreArray(Expected({"Hold.", "3", "2", "1", "And down."}, "Last one.")));
}

TEST(Announcer, NamesTheWayBackThatTheBodyGoes) {
  EXPECT_THAT(MomentsOf("push_up", body::View::kSideLeft), ElementsAreArray(Expected({"And up."}, "Last one.")));
  EXPECT_THAT(MomentsOf("biceps_curl", body::View::kSideLeft), ElementsAreArray(Expected({"And down."}, "Last one.")));
  EXPECT_THAT(MomentsOf("shoulder_abduction", body::View::kFront),
              ElementsAreArray(Expected({"And down."}, "Last one.")));
  EXPECT_THAT(MomentsOf("sit_to_stand", body::View::kSideLeft), ElementsAreArray(Expected({"And down."}, "Last one.")));
  EXPECT_THAT(MomentsOf("standing_hip_abduction", body::View::kFront),
              ElementsAreArray(Expected({"And back."}, "Last one.")));
}

TEST(Announcer, LeavesTheTurnOutWhereThereIsNoTimeToListen) {
  EXPECT_THAT(MomentsOf("marching_in_place", body::View::kFront), ElementsAreArray(Expected({}, "Last one.")));
}

TEST(Announcer, SpeaksTheLanguageOfTheSet) {
  Announcer announcer({});
  Feedback feedback;
  feedback.state = SessionState::kActive;
  feedback.target = 3;
  feedback.rep = RepReport{};
  feedback.rep->number = 2;
  const auto moments = announcer.Update(feedback, 0, "de");
  ASSERT_EQ(moments.size(), 2u);
  EXPECT_EQ(moments[1].text, "Die letzte.");
}

Feedback Holding(double held, double target) {
  Feedback feedback;
  feedback.state = SessionState::kActive;
  feedback.phase = MovePhase::kHold;
  feedback.hold = HoldTimer{Seconds(held), Seconds(target)};
  return feedback;
}

TEST(Announcer, OfALongHoldEachTenSecondsAndTheLastThree) {
  Announcer announcer({});
  std::vector<std::string> moments;
  for (int i = 0; i <= 31 * 15; ++i) {
    for (const Message& moment : announcer.Update(Holding(i / 15.0, 30), 1, "en")) moments.push_back(moment.text);
  }
  EXPECT_THAT(moments, ElementsAre("Hold.", "20", "10", "3", "2", "1", "And back."));
}

TEST(Announcer, WhoLetsGoEarlyIsToldNothingOfTheRest) {
  Announcer announcer({});
  std::vector<std::string> moments;
  for (int i = 0; i <= 3 * 15; ++i) {
    for (const Message& moment : announcer.Update(Holding(i / 15.0, 5), 1, "en")) moments.push_back(moment.text);
  }
  Feedback back = Holding(3, 5);
  back.phase = MovePhase::kBack;
  back.hold.reset();
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(announcer.Update(back, 0.5, "en").empty());
  EXPECT_THAT(moments, ElementsAre("Hold.", "3", "2"));
}

}  // namespace
}  // namespace ezpt::coach
