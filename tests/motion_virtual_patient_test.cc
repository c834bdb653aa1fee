// release-only: analyses some hundred thousand frames.
//
// Every exercise by the virtual patient's own landmarks: counted from each claimed
// view, its faults named, and nothing counted for any other movement. What MoveNet
// makes of the same patient is virtual_patient_movenet_test.cc's subject.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "body/virtual_patient/virtual_patient.h"
#include "motion/analyzer.h"
#include "motion/exercise_motion.h"
#include "motion/reference_movement.h"
#include "motion/unnamed_analyzer.h"
#include "support/patient.h"

namespace ezpt {
namespace {

using body::Event;
using body::View;
using exercise::Definition;
using test::Library;
using test::Of;
using test::WorkingFrom;

constexpr int kRepetitions = 5;
constexpr double kFps = 15;
constexpr uint64_t kBodies[] = {2101, 2202};  // of the evaluation's seeds: nothing was made from them
constexpr body::StreamInfo kStream{.width = 640, .height = 480, .fps = kFps};

std::vector<body::PoseFrame> Film(const Definition& definition, View view, uint64_t seed, std::vector<Event> events) {
  body::Script script;
  script.look = body::SamplePatient(seed);
  script.seed = seed;
  script.view = view;
  script.exercise = motion::ExerciseMotionOf(definition, WorkingFrom(view));
  script.events = std::move(events);
  const auto patient = body::VirtualPatient::Create(script);
  std::vector<body::PoseFrame> frames;
  EXPECT_TRUE(patient.ok());
  if (!patient.ok()) return frames;
  for (double t = 0; t < patient->duration().value; t += 1 / kFps) {
    const body::Pose pose = patient->Truth(Seconds(t)).image;
    const auto points = pose.view();
    const bool seen = std::any_of(points.begin(), points.end(), [](const auto& p) { return p.score > 0; });
    frames.push_back({Seconds(t), seen ? std::optional(pose) : std::nullopt});
  }
  return frames;
}

std::vector<Event> Repetitions(const Definition& definition, View view, const exercise::Fault* fault) {
  Event set = Of(Event::Kind::kRepetitions);
  set.repetitions = kRepetitions;
  for (int i = 0; fault != nullptr && i < kRepetitions; ++i) {
    set.overrides.push_back(motion::FaultyRepetition(definition, *fault, WorkingFrom(view), i));
  }
  return {Of(Event::Kind::kStandStill), set, Of(Event::Kind::kStandStill, 1)};
}

const std::shared_ptr<const motion::MovementLibrary>& Movements() {
  static const auto movements = [] {
    std::vector<std::shared_ptr<const Definition>> definitions;
    for (const Definition& definition : Library())
      definitions.push_back(std::make_shared<const Definition>(definition));
    return motion::MakeMovementLibrary(definitions);
  }();
  return movements;
}

motion::Analysis Analyze(const Definition& definition, const std::vector<body::PoseFrame>& frames) {
  auto analyzer = motion::Analyzer::Create(definition, kStream, {.others = Movements()});
  EXPECT_TRUE(analyzer.ok());
  for (const body::PoseFrame& frame : frames) analyzer->Push(frame);
  return analyzer->Finish();
}

std::string Faults(const motion::Analysis& analysis) {
  std::string out;
  for (const motion::Repetition& rep : analysis.reps) {
    for (const motion::FaultSpan& fault : rep.faults) out += fault.id + " ";
  }
  return out;
}

/// Calls `check(definition, view, seed)` for every claimed view of every exercise.
template <typename Check>
void ForEveryView(Check&& check) {
  ASSERT_EQ(Library().size(), 12U);
  for (const Definition& definition : Library()) {
    for (const View view : definition.views) {
      for (const uint64_t seed : kBodies) {
        SCOPED_TRACE(definition.id + " " + std::string(body::ViewName(view)) + " " + std::to_string(seed));
        check(definition, view, seed);
      }
    }
  }
}

TEST(VirtualPatientMotion, FiveCleanRepetitionsAreCountedWithoutFault) {
  ForEveryView([](const Definition& definition, View view, uint64_t seed) {
    const auto analysis = Analyze(definition, Film(definition, view, seed, Repetitions(definition, view, nullptr)));
    EXPECT_EQ(analysis.reps.size(), static_cast<std::size_t>(kRepetitions));
    EXPECT_EQ(Faults(analysis), "");
  });
}

TEST(VirtualPatientMotion, WhatRepeatsIsCountedWithoutAName) {
  ForEveryView([](const Definition& definition, View view, uint64_t seed) {
    motion::UnnamedAnalyzer analyzer(kStream);
    for (const auto& frame : Film(definition, view, seed, Repetitions(definition, view, nullptr))) analyzer.Push(frame);
    // Where the sides take turns, what repeats is both of them.
    const bool pairs = definition.laterality == exercise::Laterality::kAlternating;
    EXPECT_EQ(analyzer.Finish().movement.cycles.size(), pairs ? (kRepetitions + 1U) / 2 : kRepetitions);
  });
}

TEST(VirtualPatientMotion, EveryFaultIsNamedFromTheViewsThatShowIt) {
  ForEveryView([](const Definition& definition, View view, uint64_t seed) {
    for (const exercise::Fault& fault : definition.faults) {
      if (std::find(fault.views.begin(), fault.views.end(), view) == fault.views.end()) continue;
      SCOPED_TRACE(fault.id);
      const auto analysis = Analyze(definition, Film(definition, view, seed, Repetitions(definition, view, &fault)));
      EXPECT_EQ(analysis.reps.size(), static_cast<std::size_t>(kRepetitions));
      for (const motion::Repetition& rep : analysis.reps) {
        const bool named =
            std::any_of(rep.faults.begin(), rep.faults.end(), [&](const auto& f) { return f.id == fault.id; });
        EXPECT_TRUE(named) << "at " << rep.start.value << " s";
        EXPECT_FALSE(rep.correct && fault.severity != exercise::Severity::kMinor);
      }
    }
  });
}

// What does nearly the same to the body is taken for one another: squats and rising from a chair, curls and arm raises.
constexpr double kMostMistaken = 0.08;  // of the films of other exercises

TEST(VirtualPatientMotion, AnotherExerciseIsSeldomCounted) {
  int films = 0, mistaken = 0;
  ForEveryView([&](const Definition& definition, View view, uint64_t seed) {
    std::vector<const exercise::Fault*> ways{nullptr};  // clean, and with each fault
    for (const exercise::Fault& fault : definition.faults) ways.push_back(&fault);
    for (const exercise::Fault* fault : ways) {
      const auto frames = Film(definition, view, seed, Repetitions(definition, view, fault));
      for (const Definition& other : Library()) {
        if (other.id == definition.id) continue;
        ++films;
        mistaken += Analyze(other, frames).reps.empty() ? 0 : 1;
      }
    }
  });
  std::printf("%d of %d films of another exercise were counted\n", mistaken, films);
  EXPECT_LE(mistaken, kMostMistaken * films) << mistaken << " of " << films;
}

TEST(VirtualPatientMotion, WalkingInAndStandingStillCountNothing) {
  ForEveryView([](const Definition& definition, View view, uint64_t seed) {
    const auto walk = Film(definition, view, seed, {Of(Event::Kind::kWalkIn), Of(Event::Kind::kStandStill)});
    EXPECT_TRUE(Analyze(definition, walk).reps.empty()) << "walking in";
    const auto still = Film(definition, view, seed, {Of(Event::Kind::kStandStill, 60)});
    EXPECT_TRUE(Analyze(definition, still).reps.empty()) << "a minute of standing still";
  });
}

TEST(VirtualPatientMotion, TowelsAndScratchingCountNothing) {
  ForEveryView([](const Definition& definition, View view, uint64_t seed) {
    if (definition.position != exercise::Position::kStanding) return;
    for (const Event::Kind kind : {Event::Kind::kTowel, Event::Kind::kScratch}) {
      const auto frames =
          Film(definition, view, seed, {Of(Event::Kind::kStandStill), Of(kind), Of(Event::Kind::kStandStill)});
      EXPECT_TRUE(Analyze(definition, frames).reps.empty()) << (kind == Event::Kind::kTowel ? "towel" : "scratch");
    }
  });
}

}  // namespace
}  // namespace ezpt
