#include "coach/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "coach/test_support.h"
#include "exercise_yaml/yaml.h"

namespace ezpt::coach {

std::shared_ptr<const exercise::Definition> Load(const std::string& id) {
  auto loaded = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/" + id + ".yaml");
  EXPECT_TRUE(loaded.ok()) << loaded.error().message;
  return std::make_shared<exercise::Definition>(*std::move(loaded));
}

Frames Squats(int reps, const exercise::Fault* fault, uint64_t seed) {
  static const auto squat = Load("squat");
  return motion::MakeReferenceStream(*squat,
                                     {.reps = reps, .view = body::View::kSideLeft, .fault = fault, .seed = seed});
}

namespace {

TEST(Pipeline, StartsByItselfCountsAndFinishesTheSet) {
  Session session("squat", {.reps = 4, .sets = 1});
  session.Play(Squats(5));
  EXPECT_EQ(session.feedback.state, SessionState::kDone);
  EXPECT_EQ(session.feedback.count, 4);
  const SessionSummary summary = session.pipeline->Summary();
  EXPECT_EQ(summary.count, 4);
  EXPECT_EQ(summary.correct, 4);
  EXPECT_EQ(summary.stop_reason, "done");
  EXPECT_EQ(session.Said("state:ready"), 1);
  EXPECT_EQ(session.Said("state:active"), 1);
  EXPECT_EQ(session.Said("instruction:begin"), 1);
  EXPECT_EQ(session.Said("praise:last"), 1);
}

TEST(Pipeline, NamesAFaultAndNeverPraisesIt) {
  const auto squat = Load("squat");
  Session session("squat", {.reps = 20, .sets = 1});
  session.Play(Squats(3, exercise::FindFault(*squat, "shallow")));
  EXPECT_GE(session.Said("cue:shallow"), 1);
  EXPECT_EQ(session.Said("praise:steady") + session.Said("praise:better") + session.Said("praise:last"), 0);
  ASSERT_EQ(session.reps.size(), 3u);
  for (const RepReport& rep : session.reps) {
    ASSERT_EQ(rep.faults.size(), 1u);
    EXPECT_EQ(rep.faults.front().id, "shallow");
  }
}

TEST(Pipeline, TheFormOfAnotherMovementIsNotCorrected) {
  const auto marching = Load("marching_in_place");
  Session session("squat", {.reps = 20, .sets = 1});
  session.Play(motion::MakeReferenceStream(*marching, {.reps = 16, .view = body::View::kFront}));
  EXPECT_EQ(session.feedback.state, SessionState::kActive);
  EXPECT_EQ(session.feedback.count, 0);
  for (const std::string& what : session.said) EXPECT_NE(what.substr(0, 4), "cue:") << what;
  EXPECT_GE(session.Said("instruction:not_counted"), 1);
  const SessionSummary summary = session.pipeline->Summary();
  ASSERT_FALSE(summary.reasons.empty());
  EXPECT_EQ(summary.reasons.front().id, "not_counted");
}

TEST(Pipeline, ACorrectionDoesNotOutstayThePerson) {
  const auto squat = Load("squat");
  Session session("squat", {.reps = 20, .sets = 1});
  Frames frames = Squats(2, exercise::FindFault(*squat, "shallow"));
  for (const body::PoseFrame& frame : frames) {
    body::PoseFrame shifted = frame;
    shifted.t = Seconds(100.0 + frame.t.value);
    session.Step(shifted);
    if (session.feedback.cue) break;
  }
  ASSERT_TRUE(session.feedback.cue.has_value());
  session.BeAway(0.5);
  EXPECT_FALSE(session.feedback.cue.has_value());
  session.BeAway(0.4);
  ASSERT_TRUE(session.feedback.instruction.has_value());
  EXPECT_EQ(session.feedback.instruction->id, "nobody");
}

TEST(Pipeline, LeavingPausesAndComingBackGoesOn) {
  Session session("squat", {.reps = 20, .sets = 1});
  session.Play(Squats(2));
  session.BeAway(3.0);
  EXPECT_EQ(session.feedback.state, SessionState::kPaused);
  EXPECT_EQ(session.feedback.pause_reason, "left");
  EXPECT_EQ(session.Said("instruction:paused_left"), 1);
  session.Play(Squats(2));
  EXPECT_EQ(session.feedback.state, SessionState::kActive);
  EXPECT_EQ(session.feedback.count, 4);
  EXPECT_EQ(session.Said("instruction:go_on"), 1);
}

/// The same exercise, its texts in German too.
std::shared_ptr<const exercise::Definition> InGerman(exercise::Definition definition) {
  const auto translate = [](exercise::LocalizedText& text) {
    if (!text.empty()) text["de"] = "auf Deutsch: " + text.at("en");
  };
  for (auto* list : {&definition.instructions, &definition.contraindications, &definition.equipment}) {
    if (!list->empty()) (*list)["de"] = {"auf Deutsch"};
  }
  translate(definition.names);
  translate(definition.start_cue);
  for (exercise::Measure& measure : definition.measures) translate(measure.names);
  for (exercise::Fault& fault : definition.faults) {
    translate(fault.names);
    translate(fault.cue);
  }
  return std::make_shared<exercise::Definition>(std::move(definition));
}

/// Every sentence of a set in which the person squats, makes the first fault, and leaves.
std::vector<std::string> AllThatIsSaid(Session& session) {
  session.Play(Squats(2));
  session.Play(Squats(2, &Load("squat")->faults[0]));
  session.BeAway(3.0);
  session.pipeline->Apply(CommandKind::kStop, StopReason::kPain);
  std::vector<std::string> texts = {session.feedback.why};
  for (const Event& event : session.pipeline->Summary().events) texts.push_back(event.text);
  return texts;
}

TEST(Pipeline, ASetSpeaksOneLanguage) {
  Session english("squat", {.reps = 20, .sets = 1});
  const auto said = AllThatIsSaid(english);
  ASSERT_THAT(said, testing::Contains(Load("squat")->faults[0].cue.at("en")));
  ASSERT_THAT(said, testing::Contains("Paused. Come back when you are ready."));

  // One text is missing in German: a set that was asked for in German is in English from end to end.
  auto unfinished = std::make_shared<exercise::Definition>(*Load("squat"));
  unfinished->faults.back().cue.erase("de");
  Session asked(unfinished, {.language = "de", .reps = 20, .sets = 1});
  EXPECT_EQ(AllThatIsSaid(asked), said);
  EXPECT_EQ(asked.pipeline->language(), "en");

  Session german(InGerman(*Load("squat")), {.language = "de-AT", .reps = 20, .sets = 1});
  const auto gesagt = AllThatIsSaid(german);
  EXPECT_EQ(german.pipeline->language(), "de-AT");
  EXPECT_THAT(gesagt, testing::Contains("Pause. Kommen Sie zurück, wenn Sie bereit sind."));
  ASSERT_EQ(gesagt.size(), said.size());
  for (std::size_t i = 0; i < said.size(); ++i) EXPECT_TRUE(said[i].empty() || gesagt[i] != said[i]) << said[i];
}

TEST(Pipeline, SaysOnceThatNoPictureCame) {
  constexpr double kGapSeconds = 1.6;
  Session session("squat", {.reps = 20, .sets = 1});
  session.last_t += kGapSeconds;  // Before the set it is nobody's loss.
  session.Play(Squats(2));
  ASSERT_EQ(session.feedback.state, SessionState::kActive);
  EXPECT_EQ(session.Said("instruction:no_picture_lately"), 0);
  for (int i = 0; i < 3; ++i) {
    session.last_t += kGapSeconds;
    session.Play({Squats(0).front()});
    if (i > 0) continue;
    ASSERT_TRUE(session.feedback.instruction.has_value());
    EXPECT_EQ(session.feedback.instruction->text, "No picture came for a moment. A repetition may be missing.");
  }
  EXPECT_EQ(session.Said("instruction:no_picture_lately"), 1);
  EXPECT_NEAR(session.pipeline->Summary().unseen.value, 3 * (kGapSeconds + 1.0 / 30), 1e-6);
  EXPECT_EQ(*Recompute(Load("squat"), session.AllChunks()), session.pipeline->Summary());
}

TEST(Pipeline, APauseIsNotMissed) {
  Session session("squat", {.reps = 20, .sets = 1});
  session.Play(Squats(2));
  session.pipeline->Apply(CommandKind::kPause);
  session.last_t += 60;
  session.Play(Squats(0));
  session.pipeline->Apply(CommandKind::kResume);
  session.Play(Squats(1));
  EXPECT_EQ(session.Said("instruction:no_picture_lately"), 0);
  EXPECT_EQ(session.pipeline->Summary().unseen, Seconds(0));
}

TEST(Pipeline, ATimeThatJumpsCostsNoMoreThanItsFrames) {
  Session session("squat", {.reps = 3, .sets = 2, .rest_s = 4});
  session.Play(Squats(2));
  session.last_t = 9e11;
  session.Play(Squats(2));
  EXPECT_EQ(*Recompute(Load("squat"), session.AllChunks()), session.pipeline->Summary());
}

TEST(Pipeline, BadFramesAreRefusedAndChangeNothing) {
  Session session("squat");
  session.Play(Squats(0));
  const SessionSummary before = session.pipeline->Summary();
  body::PoseFrame frame{Seconds(session.last_t + 0.1), Squats(0).front().pose};
  frame.pose->points[5].x = std::numeric_limits<float>::quiet_NaN();
  auto damaged = session.pipeline->ProcessLandmarks(frame, session.sequence);
  ASSERT_FALSE(damaged.ok());
  EXPECT_EQ(damaged.error().code, ErrorCode::kDamaged);
  frame.pose->points[5].x = 10;
  EXPECT_FALSE(session.pipeline->ProcessLandmarks(frame, 1).ok());
  frame.t = Seconds(1.0);
  EXPECT_FALSE(session.pipeline->ProcessLandmarks(frame, session.sequence).ok());
  frame.t = Seconds(std::numeric_limits<double>::infinity());
  EXPECT_FALSE(session.pipeline->ProcessLandmarks(frame, session.sequence).ok());
  EXPECT_EQ(session.pipeline->Summary(), before);
}

TEST(Pipeline, WhatTheRecordCannotHoldDoesNotBegin) {
  body::StreamInfo wide = kStream;
  wide.width = 70000;  // Sixteen bits would wrap.
  EXPECT_EQ(Pipeline::Create(Load("squat"), wide, {}, {}).error().code, ErrorCode::kInvalidArgument);
  for (const SessionOptions& options :
       {SessionOptions{.language = "a-language-tag-of-many"}, SessionOptions{.rest_s = 1e6F},
        SessionOptions{.hold_s = std::numeric_limits<float>::quiet_NaN()}, SessionOptions{.reps = kMaxReps + 1},
        SessionOptions{.sets = kMaxSets + 1}}) {
    EXPECT_EQ(Pipeline::Create(Load("squat"), kStream, options, {}).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Pipeline, PicturesNeedAModel) {
  Session session("squat");
  const Image image(64, 64);
  const auto result = session.pipeline->ProcessFrame(image.view(), Seconds(1), 1);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
}

TEST(Pipeline, TellsWhatTheMovementLooksLike) {
  std::vector<std::shared_ptr<const exercise::Definition>> library = {Load("squat"), Load("biceps_curl"),
                                                                      Load("bridge")};
  auto references = motion::MakeReferenceCollection(library, {});
  ASSERT_TRUE(references.ok());
  auto classifier = motion::PoseClassifier::Create(*references);
  ASSERT_TRUE(classifier.ok());
  Session session("squat", {}, {nullptr, *classifier});
  int squat_frames = 0;
  int other_frames = 0;
  for (const body::PoseFrame& frame : Squats(3)) {
    session.Step({Seconds(frame.t.value + 200), frame.pose});
    if (!session.feedback.recognised) continue;
    (session.feedback.recognised->exercise == "squat" ? squat_frames : other_frames) += 1;
  }
  EXPECT_GT(squat_frames, 100);
  EXPECT_EQ(other_frames, 0);
}

}  // namespace
}  // namespace ezpt::coach
