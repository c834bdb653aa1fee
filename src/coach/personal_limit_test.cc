// A person's limit through a whole session: goal, arc, count, cue and praise hold to it, live and recomputed.

#include "motion/personal_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "coach/pipeline.h"
#include "exercise_yaml/yaml.h"
#include "motion/reference_stream.h"
#include "pose/tracker.h"

namespace ezpt::coach {
namespace {

using exercise::Definition;
using DefinitionPtr = std::shared_ptr<const Definition>;

constexpr int kReps = 3;
/// How far inside of the limit a careful person turns back.
constexpr double kCareDegrees = 5;

DefinitionPtr Load(const std::string& id) {
  auto loaded = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + id + ".yaml");
  EXPECT_TRUE(loaded.ok()) << loaded.error().message;
  return std::make_shared<Definition>(*std::move(loaded));
}

/// What a page would have shown and said.
struct Told {
  int count = 0;
  int praised = 0;
  std::vector<std::string> cues;
  std::vector<exercise::Target> arcs;
  SessionSummary summary;
  SessionSummary recomputed;
};

Told Coach(const DefinitionPtr& definition, const PersonalLimit& limit, const std::vector<body::PoseFrame>& frames) {
  Told told;
  auto pipeline =
      Pipeline::Create(definition, motion::ReferenceStreamInfo(30), {.reps = kReps, .sets = 1, .limit = limit}, {});
  EXPECT_TRUE(pipeline.ok()) << pipeline.error().message;
  if (!pipeline.ok()) return told;
  uint32_t sequence = 0;
  for (const body::PoseFrame& frame : frames) {
    const auto feedback = pipeline->ProcessLandmarks(frame, ++sequence);
    EXPECT_TRUE(feedback.ok());
    if (feedback->arc) told.arcs.push_back({feedback->arc->min.value, feedback->arc->max.value});
    for (const Event& event : feedback->events) {
      if (event.kind == EventKind::kCue) told.cues.push_back(event.id);
      if (event.kind == EventKind::kPraise) ++told.praised;
    }
  }
  told.summary = pipeline->Summary();
  told.count = told.summary.count;
  const auto recomputed = Recompute(definition, pipeline->TakeChunks(Pipeline::Take::kEverything));
  EXPECT_TRUE(recomputed.ok());
  if (recomputed.ok()) told.recomputed = *recomputed;
  return told;
}

struct Case {
  std::string exercise;
  std::string quantity;
  double least;
  double most;
  bool rising;
  body::View view = body::View::kSideLeft;
};

/// How the person moves who goes to `bound`.
std::vector<body::PoseFrame> Movement(const Definition& definition, const Case& c, double bound) {
  PersonalLimit reach{c.quantity, SideChoice::kAuto, c.least, c.most};
  (c.rising ? reach.most : reach.least) = bound;
  const auto own = motion::WithinLimit(definition, reach, SideChoice::kAuto);
  EXPECT_TRUE(own.ok()) << own.error().message;
  if (!own.ok()) return {};
  return motion::MakeReferenceStream(*own, {.reps = kReps, .view = c.view, .seed = 1003});
}

class LimitTest : public testing::TestWithParam<Case> {};

TEST_P(LimitTest, UpToTheLimitIsCompleteAndPraised) {
  const Case& c = GetParam();
  const auto definition = Load(c.exercise);
  const double bound = c.rising ? c.most - kCareDegrees : c.least + kCareDegrees;
  const Told told =
      Coach(definition, {c.quantity, SideChoice::kAuto, c.least, c.most}, Movement(*definition, c, bound));
  EXPECT_EQ(told.count, kReps);
  EXPECT_EQ(told.summary.correct, kReps);
  EXPECT_THAT(told.cues, testing::IsEmpty());
  EXPECT_GE(told.praised, 1);
  EXPECT_EQ(told.recomputed, told.summary);
}

TEST_P(LimitTest, PastTheLimitIsToldAndNeverPraised) {
  const Case& c = GetParam();
  const auto definition = Load(c.exercise);
  const auto frames = motion::MakeReferenceStream(*definition, {.reps = kReps, .view = c.view, .seed = 1003});
  const Told told = Coach(definition, {c.quantity, SideChoice::kAuto, c.least, c.most}, frames);
  EXPECT_THAT(told.cues, testing::Each(std::string(motion::kPastLimit)));
  EXPECT_THAT(told.cues, testing::Not(testing::IsEmpty()));
  EXPECT_EQ(told.praised, 0);
  EXPECT_EQ(told.summary.correct, 0);
  EXPECT_EQ(told.recomputed, told.summary);
}

TEST_P(LimitTest, NobodyIsToldToGoFurther) {
  constexpr double kShortDegrees = 20;  // Far enough from the limit that a cue to go on would be due without one.
  const Case& c = GetParam();
  const auto definition = Load(c.exercise);
  const double bound = c.rising ? c.most - kShortDegrees : c.least + kShortDegrees;
  PersonalLimit reach{c.quantity, SideChoice::kAuto, c.least, c.most};
  (c.rising ? reach.most : reach.least) = bound;
  if (!motion::WithinLimit(*definition, reach, SideChoice::kAuto).ok()) return;  // Nobody's movement is that small.
  const Told told =
      Coach(definition, {c.quantity, SideChoice::kAuto, c.least, c.most}, Movement(*definition, c, bound));
  EXPECT_THAT(told.cues, testing::IsEmpty());
}

TEST_P(LimitTest, TheArcShowsNoGoalBeyondIt) {
  const Case& c = GetParam();
  const auto definition = Load(c.exercise);
  const Told told = Coach(definition, {c.quantity, SideChoice::kAuto, c.least, c.most},
                          Movement(*definition, c, c.rising ? c.most : c.least));
  const bool drawn = definition->measures.front().id == c.quantity;  // Else the arc is of another quantity.
  if (!drawn) return;
  EXPECT_THAT(told.arcs, testing::Not(testing::IsEmpty()));
  for (const exercise::Target& arc : told.arcs) {
    EXPECT_LE(arc.max, c.most);
    EXPECT_GE(arc.min, c.least);
    EXPECT_LE(arc.min, arc.max);
  }
}

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.exercise + "_" + info.param.quantity + "_" + std::to_string(static_cast<int>(info.param.most));
}

INSTANTIATE_TEST_SUITE_P(
    Exercises, LimitTest,
    testing::Values(Case{"squat", "knee_flexion", 0, 45, true}, Case{"squat", "knee_flexion", 0, 70, true},
                    Case{"squat", "hip_flexion", 0, 60, true}, Case{"split_squat", "knee_flexion", 0, 60, true},
                    Case{"long_arc_quad", "knee_flexion", 45, 100, false},
                    Case{"shoulder_flexion", "shoulder_flexion", 0, 90, true},
                    Case{"shoulder_abduction", "shoulder_abduction", 0, 90, true, body::View::kFront},
                    Case{"biceps_curl", "elbow_flexion", 0, 90, true}),
    NameOf);

TEST(PersonalLimit, WithoutRoomOrMeaningIsRefusedInOneLine) {
  const auto squat = Load("squat");
  const auto why = [&](const PersonalLimit& limit) {
    const auto own = motion::WithinLimit(*squat, limit, SideChoice::kAuto);
    return own.ok() ? "" : own.error().message;
  };
  EXPECT_THAT(why({"elbow_flexion", SideChoice::kAuto, 0, 45}), testing::HasSubstr("it has knee_flexion, hip_flexion"));
  EXPECT_THAT(why({"knee_flexion", SideChoice::kAuto, 0, 15}), testing::HasSubstr("so little of the movement"));
  EXPECT_THAT(why({"knee_flexion", SideChoice::kAuto, 40, 90}), testing::HasSubstr("outside of the limit"));
  EXPECT_THAT(why({"knee_flexion", SideChoice::kAuto, 90, 40}), testing::HasSubstr("more than the most"));
}

TEST(PersonalLimit, OfTheOtherSideChangesNothing) {
  const auto exercise = Load("split_squat");
  const auto own = motion::WithinLimit(*exercise, {"knee_flexion", SideChoice::kLeft, 0, 45}, SideChoice::kRight);
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(own->faults.size(), exercise->faults.size());
}

TEST(PersonalLimit, WhatCannotBeSeenIsNotCoached) {
  const auto own = motion::WithinLimit(*Load("squat"), {"knee_flexion", SideChoice::kAuto, 0, 60}, SideChoice::kAuto);
  ASSERT_TRUE(own.ok());
  EXPECT_THAT(own->views, testing::ElementsAre(body::View::kSideLeft, body::View::kSideRight));
}

}  // namespace
}  // namespace ezpt::coach
