// release-only: analyses some hundred thousand frames.
//
// The virtual patient's own landmarks at few frames a second and uneven times, as from
// a busy computer: what is counted, which faults are named, and what is praised.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/random.h"
#include "body/virtual_patient/virtual_patient.h"
#include "motion/analyzer.h"
#include "motion/exercise_motion.h"
#include "support/patient.h"

namespace ezpt {
namespace {

using body::Event;
using body::View;
using exercise::Definition;
using exercise::Fault;
using test::Library;
using test::WorkingFrom;

constexpr int kRepetitions = 5;
constexpr uint64_t kBodies[] = {2101, 2202};  // of the evaluation's seeds: nothing was made from them
constexpr body::StreamInfo kStream{.width = 640, .height = 480, .fps = 30};
/// What a busy computer drops at once, and about how often; seconds.
constexpr double kGap = 0.4, kBetweenGaps = 2;
/// Shares of the faulty repetitions: the hasty ones among them last for six to ten frames.
constexpr double kNamedAtTen = 0.98, kNamedAtEight = 0.93, kNamedWithGaps = 0.85;
/// Of nearly a thousand: one whose rest fell between two frames.
constexpr int kMostMissedAtEight = 1;

/// The times at which frames arrive.
enum class Arrival {
  kUneven,  ///< Each interval within half of the mean.
  kGaps,    ///< And every few seconds a gap.
};

std::vector<double> Times(double duration, double fps, Arrival arrival, uint64_t seed) {
  Random random(seed);
  std::vector<double> times;
  double next_gap = kBetweenGaps * random.NextUnit();
  for (double t = 0; t < duration;) {
    times.push_back(t);
    t += (0.5 + random.NextUnit()) / fps;
    if (arrival == Arrival::kUneven || t < next_gap) continue;
    t += kGap;
    next_gap = t + kBetweenGaps * (0.5 + random.NextUnit());
  }
  return times;
}

/// Five repetitions, each with the fault if there is one.
Result<body::VirtualPatient> Patient(const Definition& definition, View view, uint64_t seed, const Fault* fault) {
  body::Script script;
  script.look = body::SamplePatient(seed);
  script.seed = seed;
  script.view = view;
  script.exercise = motion::ExerciseMotionOf(definition, WorkingFrom(view));
  const Event still = test::Of(Event::Kind::kStandStill);
  Event set = test::Of(Event::Kind::kRepetitions);
  set.repetitions = kRepetitions;
  for (int i = 0; fault != nullptr && i < kRepetitions; ++i) {
    set.overrides.push_back(motion::FaultyRepetition(definition, *fault, WorkingFrom(view), i));
  }
  script.events = {still, set, still};
  return body::VirtualPatient::Create(script);
}

motion::Analysis Analyze(const Definition& definition, const body::VirtualPatient& patient,
                         const std::vector<double>& times) {
  auto analyzer = motion::Analyzer::Create(definition, kStream);
  EXPECT_TRUE(analyzer.ok());
  for (const double t : times) analyzer->Push({Seconds(t), patient.Truth(Seconds(t)).image});
  return analyzer->Finish();
}

bool Names(const motion::Repetition& rep, const std::string& fault) {
  return std::any_of(rep.faults.begin(), rep.faults.end(), [&](const auto& f) { return f.id == fault; });
}

/// Calls `check(definition, view, seed, fault)` for every claimed view of every
/// exercise, without a fault and with each that the view shows.
template <typename Check>
void ForEveryCase(Check&& check) {
  ASSERT_EQ(Library().size(), 12U);
  for (const Definition& definition : Library()) {
    for (const View view : definition.views) {
      for (const uint64_t seed : kBodies) {
        SCOPED_TRACE(definition.id + " " + std::string(body::ViewName(view)) + " " + std::to_string(seed));
        check(definition, view, seed, nullptr);
        for (const Fault& fault : definition.faults) {
          if (std::find(fault.views.begin(), fault.views.end(), view) == fault.views.end()) continue;
          SCOPED_TRACE(fault.id);
          check(definition, view, seed, &fault);
        }
      }
    }
  }
}

/// What all the repetitions of a test came to.
struct Tally {
  int faulty = 0;   ///< Repetitions done with a fault.
  int named = 0;    ///< Counted, and the fault named.
  int praised = 0;  ///< Counted as correct without its fault being named.
  int missed = 0;   ///< Not counted, though it was not hasty.
};

void Judge(const motion::Analysis& analysis, const Fault* fault, Tally& tally) {
  for (const motion::Repetition& rep : analysis.reps) {
    if (fault == nullptr) {
      EXPECT_TRUE(rep.faults.empty()) << rep.faults.front().id << " at " << rep.start.value << " s";
      continue;
    }
    const bool named = Names(rep, fault->id);
    tally.named += named ? 1 : 0;
    tally.praised += !named && rep.correct ? 1 : 0;
  }
  tally.faulty += fault != nullptr ? kRepetitions : 0;
}

void TestUneven(double fps, Tally& tally) {
  ForEveryCase([&](const Definition& definition, View view, uint64_t seed, const Fault* fault) {
    const auto patient = Patient(definition, view, seed, fault);
    ASSERT_TRUE(patient.ok());
    const auto analysis = Analyze(definition, *patient, Times(patient->duration().value, fps, Arrival::kUneven, seed));
    // One that lasts for less than a second is six frames or so at eight a second.
    const int missed = kRepetitions - static_cast<int>(analysis.reps.size());
    const bool hasty = fps < 10 && fault != nullptr && fault->signal == body::Signal::kDuration;
    EXPECT_GE(missed, 0);
    EXPECT_LE(missed, fps < 10 ? 1 : 0);
    if (!hasty) tally.missed += missed;
    Judge(analysis, fault, tally);
  });
  std::printf("%.0f frames a second: %d of %d faulty repetitions named, %d praised\n", fps, tally.named, tally.faulty,
              tally.praised);
}

TEST(FrameRate, AtFifteenUnevenFramesASecondAllIsCountedAndNamed) {
  Tally tally;
  TestUneven(15, tally);
  EXPECT_EQ(tally.named, tally.faulty);
}

TEST(FrameRate, AtTenUnevenFramesASecondAllIsCountedAndAlmostAllNamed) {
  Tally tally;
  TestUneven(10, tally);
  EXPECT_GE(tally.named, kNamedAtTen * tally.faulty);
  EXPECT_EQ(tally.praised, 0);
}

TEST(FrameRate, AtEightUnevenFramesASecondAllButTheHastyIsCountedAndMostNamed) {
  Tally tally;
  TestUneven(8, tally);
  EXPECT_LE(tally.missed, kMostMissedAtEight);
  EXPECT_GE(tally.named, kNamedAtEight * tally.faulty);
  EXPECT_EQ(tally.praised, 0);
}

TEST(FrameRate, GapsNameNoFaultOnCleanRepetitionsAndEarnFaultyOnesNoPraise) {
  for (const double fps : {15.0, 10.0, 8.0}) {
    SCOPED_TRACE(fps);
    Tally tally;
    ForEveryCase([&](const Definition& definition, View view, uint64_t seed, const Fault* fault) {
      const auto patient = Patient(definition, view, seed, fault);
      ASSERT_TRUE(patient.ok());
      const auto analysis = Analyze(definition, *patient, Times(patient->duration().value, fps, Arrival::kGaps, seed));
      EXPECT_LE(analysis.reps.size(), static_cast<std::size_t>(kRepetitions));
      Judge(analysis, fault, tally);
    });
    EXPECT_GE(tally.named, kNamedWithGaps * tally.faulty);
    EXPECT_EQ(tally.praised, 0);
    std::printf("%.0f frames a second with gaps: %d of %d faulty repetitions named, %d praised\n", fps, tally.named,
                tally.faulty, tally.praised);
  }
}

TEST(FrameRate, AShallowSquatIsNamedAtFiveFramesASecondWithGaps) {
  const auto squat =
      std::find_if(Library().begin(), Library().end(), [](const Definition& d) { return d.id == "squat"; });
  ASSERT_NE(squat, Library().end());
  const Fault* shallow = exercise::FindFault(*squat, "shallow");
  ASSERT_NE(shallow, nullptr);
  const auto patient = Patient(*squat, View::kSideLeft, kBodies[0], shallow);
  ASSERT_TRUE(patient.ok());
  for (uint64_t run = 0; run < 10; ++run) {
    Tally tally;
    const auto analysis = Analyze(*squat, *patient, Times(patient->duration().value, 5, Arrival::kGaps, run));
    EXPECT_EQ(analysis.reps.size(), static_cast<std::size_t>(kRepetitions));
    Judge(analysis, shallow, tally);
    EXPECT_EQ(tally.named, kRepetitions);
  }
}

TEST(FrameRate, WhatTooFewFramesHideIsNeitherBlamedNorPraisedAndItsMeasureSaysSo) {
  const auto squat =
      std::find_if(Library().begin(), Library().end(), [](const Definition& d) { return d.id == "squat"; });
  ASSERT_NE(squat, Library().end());
  const auto patient = Patient(*squat, View::kSideLeft, kBodies[0], nullptr);
  ASSERT_TRUE(patient.ok());
  std::vector<double> times;
  for (double t = 0; t < patient->duration().value; t += 0.45) times.push_back(t);
  const auto analysis = Analyze(*squat, *patient, times);
  ASSERT_FALSE(analysis.reps.empty());
  for (const motion::Repetition& rep : analysis.reps) {
    EXPECT_TRUE(rep.faults.empty());
    EXPECT_FALSE(rep.correct);
    ASSERT_FALSE(rep.measures.empty());
    EXPECT_EQ(rep.measures.front().doubt, motion::Doubt::kTooFewFrames);
  }
}

}  // namespace
}  // namespace ezpt
