// What a person is told, live and in the summary, where nothing counts: what was observed, not the nearest of a few
// sentences. The streams are those of tests/reports, played to a session as the page would send them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "coach/pipeline.h"
#include "coach/reasons.h"
#include "exercise_yaml/yaml.h"
#include "media/landmark_stream.h"
#include "pose/tracker.h"

namespace ezpt {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

using Frames = std::vector<body::PoseFrame>;

Frames FramesOf(const std::string& name, body::StreamInfo& info) {
  auto reader = media::LandmarkReader::Open(EZPT_SOURCE_DIR "/tests/reports/" + name);
  EXPECT_TRUE(reader.ok()) << reader.error().message;
  if (!reader.ok()) return {};
  info = (*reader)->info();
  Frames frames;
  for (auto next = (*reader)->Next(); next.ok() && *next; next = (*reader)->Next()) frames.push_back(**next);
  return frames;
}

Frames Looped(const Frames& once, int loops) {
  Frames all;
  const Seconds length = once.back().t + Seconds(1.0 / 30);
  for (int k = 0; k < loops; ++k) {
    for (body::PoseFrame frame : once) {
      frame.t += length * k;
      all.push_back(frame);
    }
  }
  return all;
}

/// What was said on the way, by id, and the notes at the end.
struct Told {
  int count = 0;
  int shallow = 0;
  std::set<std::string> instructions;
  std::string notes;
};

Told Play(const std::string& exercise, const body::StreamInfo& info, const Frames& frames,
          coach::SessionOptions options = {}) {
  Told told;
  auto definition = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + exercise + ".yaml");
  EXPECT_TRUE(definition.ok());
  auto pipeline = coach::Pipeline::Create(std::make_shared<exercise::Definition>(*std::move(definition)), info,
                                          std::move(options), {});
  EXPECT_TRUE(pipeline.ok());
  uint32_t sequence = 0;
  for (const body::PoseFrame& frame : frames) {
    const auto feedback = pipeline->ProcessLandmarks(frame, ++sequence);
    EXPECT_TRUE(feedback.ok());
    if (feedback->instruction) told.instructions.insert(feedback->instruction->id);
  }
  const coach::SessionSummary summary = pipeline->Summary();
  told.count = summary.count;
  for (const coach::RepReport& rep : summary.reps) {
    for (const auto& fault : rep.faults) told.shallow += fault.id == "shallow" ? 1 : 0;
  }
  for (const coach::Message& note : coach::NotesOf(summary, pipeline->language())) told.notes += note.text + "\n";
  return told;
}

TEST(Sessions, WhatCountsNeedsNoReason) {
  body::StreamInfo info;
  const Frames frames = Looped(FramesOf("good.jsonl", info), 4);
  const Told told = Play("squat", info, frames);
  EXPECT_EQ(told.count, 4);
  EXPECT_EQ(told.notes, "");
}

TEST(Sessions, WhoSitsIsToldThatItGoesOnlyStanding) {
  body::StreamInfo info;
  const Frames frames = FramesOf("seated_biceps_curl.jsonl", info);
  const Told told = Play("squat", info, frames);
  EXPECT_THAT(told.instructions, Contains("only_standing"));
  EXPECT_THAT(told.notes, HasSubstr("only while you stand"));
}

TEST(Sessions, WhoSitsDoesWhatTheArmsDo) {
  body::StreamInfo info;
  const Frames frames = Looped(FramesOf("seated_biceps_curl.jsonl", info), 3);
  const Told told = Play("biceps_curl", info, frames);
  EXPECT_THAT(told.instructions, testing::Not(Contains("stand_up")));
  EXPECT_GE(told.count, 5);
}

TEST(Sessions, AFrozenPictureIsTold) {
  body::StreamInfo info;
  Frames frames = Looped(FramesOf("good.jsonl", info), 4);
  std::optional<body::Pose> still;
  for (body::PoseFrame& frame : frames) {
    if (frame.t < Seconds(7) || frame.t >= Seconds(14.5)) continue;
    if (!still) still = frame.pose;
    frame.pose = still;
  }
  const Told told = Play("squat", info, frames);
  EXPECT_THAT(told.instructions, Contains("frozen"));
  EXPECT_THAT(told.notes, HasSubstr("the picture stood still"));
  EXPECT_THAT(told.notes, HasSubstr("For 7 s"));
}

TEST(Sessions, PicturesThatComeTooSeldomAreToldWithTheirRate) {
  body::StreamInfo info;
  const Frames all = Looped(FramesOf("good.jsonl", info), 6);
  Frames frames;
  for (std::size_t i = 0; i < all.size(); i += 30) frames.push_back(all[i]);
  const Told told = Play("squat", info, frames);
  EXPECT_EQ(told.count, 0);
  EXPECT_THAT(told.instructions, Contains("seldom"));
  EXPECT_THAT(told.notes, HasSubstr("one in 1.0 s"));
}

TEST(Sessions, WhoGoesALittleWayDoesRepetitionsThatAreTooShallow) {
  body::StreamInfo info;
  const Frames frames = FramesOf("good.jsonl", info);
  // Two fifths of every movement away from the first frame.
  Frames little = Looped(frames, 4);
  for (body::PoseFrame& frame : little) {
    for (std::size_t i = 0; i < body::kCocoCount; ++i) {
      const body::Landmark& from = frames.front().pose->points[i];
      body::Landmark& p = frame.pose->points[i];
      p.x = from.x + 0.4F * (p.x - from.x);
      p.y = from.y + 0.4F * (p.y - from.y);
    }
  }
  const Told told = Play("squat", info, little);
  EXPECT_EQ(told.count, 4);
  EXPECT_EQ(told.shallow, 4);
}

TEST(Sessions, TheOtherSideIsNamed) {
  body::StreamInfo info;
  const Frames frames = FramesOf("mirrored_arm_raise.jsonl", info);
  const Told told = Play("shoulder_abduction", info, frames, {.side = coach::SideChoice::kLeft});
  EXPECT_EQ(told.count, 0);
  EXPECT_THAT(told.notes, HasSubstr("The right side moved"));
}

TEST(Sessions, ASessionWithoutARepetitionAlwaysHasAReason) {
  body::StreamInfo info;
  const Frames frames = FramesOf("good.jsonl", info);
  Frames nobody = frames;
  for (body::PoseFrame& frame : nobody) frame.pose.reset();
  const Frames standing(frames.begin(), frames.begin() + 40);
  EXPECT_NE(Play("squat", info, {}).notes, "");
  EXPECT_NE(Play("squat", info, nobody).notes, "");
  EXPECT_NE(Play("squat", info, {frames.front()}).notes, "");
  EXPECT_NE(Play("squat", info, Looped(standing, 6)).notes, "");
  for (const char* language : {"en", "de"}) {
    EXPECT_NE(Play("push_up", info, frames, {.language = language}).notes, "");
  }
}

TEST(Sessions, AMomentOnAPasserByCostsNoRepetition) {
  body::StreamInfo info;
  const Frames frames = FramesOf("jump_to_passer_by.jsonl", info);
  const Told told = Play("squat", info, Looped(frames, 2), {.reps = 10});
  EXPECT_EQ(told.count, 4);
  EXPECT_EQ(told.notes, "");
}

}  // namespace
}  // namespace ezpt
