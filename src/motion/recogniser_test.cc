#include "motion/recogniser.h"

#include <gtest/gtest.h>

#include "exercise_yaml/yaml.h"
#include "motion/reference_stream.h"

namespace ezpt::motion {
namespace {

constexpr double kFps = 15;  ///< Enough for every phase, and half the time.

using Definitions = std::vector<std::shared_ptr<const exercise::Definition>>;

const Definitions& Library() {
  static const Definitions library = [] {
    Definitions definitions;
    auto loaded = exercise::LoadLibrary(EZPT_SOURCE_DIR "/exercises");
    EXPECT_TRUE(loaded.ok());
    if (!loaded) return definitions;
    for (exercise::Definition& definition : *loaded) {
      definitions.push_back(std::make_shared<exercise::Definition>(std::move(definition)));
    }
    return definitions;
  }();
  return library;
}

Recognition Recognise(const std::vector<body::PoseFrame>& frames) {
  auto recogniser = Recogniser::Create(Library(), ReferenceStreamInfo(kFps));
  EXPECT_TRUE(recogniser.ok());
  for (const body::PoseFrame& frame : frames) recogniser->Push(frame);
  return recogniser->Finish();
}

std::string Describe(const Recognition& recognition) {
  std::string text;
  for (const auto& c : recognition.candidates) {
    text += c.id + " reps " + std::to_string(c.reps) + " fit " + std::to_string(c.fit) + " support " +
            std::to_string(c.support) + "; ";
  }
  return text;
}

bool Counted(const Recognition& recognition, const std::string& id) {
  for (const auto& candidate : recognition.candidates) {
    if (candidate.id == id) return true;
  }
  return false;
}

/// Each exercise under its own name, from each view it claims; several count the
/// others' repetitions too (a squat is half a sit-to-stand): the poses decide.
TEST(Recogniser, WhatIsCountedIsRecognisedAsWhatItIs) {
  int recognised = 0;
  int streams = 0;
  for (const auto& definition : Library()) {
    for (const body::View view : definition->views) {
      const body::Side working = view == body::View::kSideRight ? body::Side::kRight : body::Side::kLeft;
      const Recognition recognition =
          Recognise(MakeReferenceStream(*definition, {.reps = 3, .view = view, .working = working, .fps = kFps}));
      ++streams;
      if (!Counted(recognition, definition->id)) {
        EXPECT_FALSE(recognition.id.has_value())
            << definition->id << " " << body::ViewName(view) << ": " << Describe(recognition);
        continue;
      }
      ++recognised;
      EXPECT_EQ(recognition.id.value_or("none"), definition->id)
          << body::ViewName(view) << ": " << Describe(recognition);
      EXPECT_GT(recognition.confidence, 0.35) << definition->id;
    }
  }
  EXPECT_GE(recognised, streams * 3 / 4);
}

TEST(Recogniser, StandingStillIsNoExercise) {
  for (const auto& definition : Library()) {
    const auto frames = MakeReferenceStream(*definition, {.reps = 0, .still = Seconds(10), .fps = kFps});
    const Recognition recognition = Recognise(frames);
    EXPECT_FALSE(recognition.id.has_value()) << definition->id << ": " << Describe(recognition);
  }
}

}  // namespace
}  // namespace ezpt::motion
