// What is recorded of a session, and what can be made of it again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coach/engine_version.h"
#include "coach/test_support.h"
#include "exercise/json.h"

namespace ezpt::coach {
namespace {

TEST(Pipeline, RecomputingTheRecordGivesTheSameSummaryToTheBit) {
  const auto squat = Load("squat");
  Session session("squat", {.reps = 3, .sets = 2, .rest_s = 4});
  session.Play(Squats(2, exercise::FindFault(*squat, "trunk_forward")));
  session.BeAway(2.5);
  session.Play(Squats(2));
  session.pipeline->Apply(CommandKind::kPause);
  session.Play(Squats(1));
  session.pipeline->Apply(CommandKind::kResume);
  session.Play(Squats(2));
  session.pipeline->Apply(CommandKind::kStop, StopReason::kFatigue);
  const SessionSummary live = session.pipeline->Summary();
  EXPECT_EQ(live.stop_reason, "fatigue");
  EXPECT_GE(live.count, 3);
  const auto recomputed = Recompute(squat, session.AllChunks());
  ASSERT_TRUE(recomputed.ok()) << recomputed.error().message;
  EXPECT_EQ(*recomputed, live);
}

TEST(Pipeline, ARestoredSessionGoesOnAsIfNothingHadHappened) {
  const Frames first = Squats(2);
  const Frames second = Squats(3);
  Session whole("squat", {.reps = 10, .sets = 1});
  whole.Play(first);
  whole.Play(second);

  Session before("squat", {.reps = 10, .sets = 1});
  before.Play(first);
  const auto closed = static_cast<std::ptrdiff_t>(before.chunks.size());
  const auto chunks = before.AllChunks();
  auto restored = Restore(Load("squat"), chunks, {});
  ASSERT_TRUE(restored.ok());
  *before.pipeline = *std::move(restored);
  before.Play(second);
  EXPECT_EQ(before.pipeline->Summary(), whole.pipeline->Summary());

  // The record goes on where it ended: all chunks together are the whole session.
  auto all = chunks;
  all.insert(all.end(), before.chunks.begin() + closed, before.chunks.end());
  for (std::string& chunk : before.pipeline->TakeChunks(Pipeline::Take::kEverything)) all.push_back(std::move(chunk));
  const auto recomputed = Recompute(Load("squat"), all);
  ASSERT_TRUE(recomputed.ok()) << recomputed.error().message;
  EXPECT_EQ(*recomputed, whole.pipeline->Summary());
}

RecordChunk Decoded(const std::string& bytes) {
  auto chunk = DecodeChunk(std::as_bytes(std::span(bytes)));
  EXPECT_TRUE(chunk.ok()) << chunk.error().message;
  return *std::move(chunk);
}

TEST(Pipeline, TheRecordSaysWhatItWasMadeWith) {
  const PersonalLimit limit{"knee_flexion", SideChoice::kAuto, 0, 70};
  Session session("squat", {.reps = 7, .sets = 2, .limit = limit});
  session.Play(Squats(0));
  const auto chunks = session.AllChunks();
  ASSERT_GE(chunks.size(), 2u);
  for (const std::string& bytes : chunks) {
    const RecordChunk chunk = Decoded(bytes);
    ASSERT_TRUE(chunk.provenance.has_value());
    EXPECT_EQ(chunk.provenance->exercise, "squat");
    EXPECT_EQ(chunk.provenance->engine, kEngineVersion);
    EXPECT_EQ(chunk.provenance->pose_model, "");  // Landmarks came, not pictures.
    // The session's own dose is in the options; the hash is that of the exercise.
    EXPECT_EQ(chunk.provenance->definition_hash, exercise::DefinitionHash(*Load("squat")));
    EXPECT_EQ(chunk.options.limit, limit);
  }
}

TEST(Pipeline, ARecordIsNotReplayedAgainstAnotherDefinition) {
  Session session("squat", {.reps = 3});
  session.Play(Squats(2));
  const auto chunks = session.AllChunks();
  auto changed = *Load("squat");
  changed.reference.end.front().angle += Degrees(5);
  const auto shared = std::make_shared<const exercise::Definition>(changed);
  const auto recomputed = Recompute(shared, chunks);
  ASSERT_FALSE(recomputed.ok());
  EXPECT_EQ(recomputed.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(recomputed.error().message, testing::HasSubstr(exercise::DefinitionHash(*Load("squat"))));

  // Chunks of version 1 do not say with which definition they were made.
  std::vector<std::string> old;
  for (const std::string& bytes : chunks) {
    RecordChunk chunk = Decoded(bytes);
    chunk.provenance.reset();
    old.push_back(EncodeChunk(chunk));
  }
  EXPECT_TRUE(Recompute(shared, old).ok());
  const auto restored = Recompute(Load("squat"), old);
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(*restored, session.pipeline->Summary());
}

// Whoever stores the closed chunks before the feedback is shown may be killed at any frame.
TEST(Pipeline, AtEveryFrameTheClosedChunksHoldWhatWasShown) {
  const auto squat = Load("squat");
  Session session("squat", {.reps = 3, .sets = 2, .rest_s = 2});
  const auto shown = [&] {
    int count = session.feedback.count;
    for (const RepReport& rep : session.reps) count += rep.set != session.feedback.set ? 1 : 0;
    return count;
  };
  std::size_t restored_from = 0;
  int restored = 0;
  SessionState state = SessionState::kSetup;
  int most = 0;
  for (int part = 0; part < 3; ++part) {
    const double origin = session.last_t + 1.0 / 30;
    for (const body::PoseFrame& frame : Squats(4)) {
      session.Step({Seconds(origin) + frame.t, frame.pose});
      if (session.chunks.size() != restored_from) {
        const auto again = Restore(squat, session.chunks, {});
        ASSERT_TRUE(again.ok()) << again.error().message;
        restored = again->Summary().count;
        state = again->state();
        restored_from = session.chunks.size();
      }
      ASSERT_GE(restored, shown()) << "at " << session.last_t;
      ASSERT_EQ(state, session.feedback.state) << "at " << session.last_t;
      most = std::max(most, shown());
    }
  }
  EXPECT_EQ(most, 6);
  EXPECT_EQ(session.feedback.state, SessionState::kDone);
}

TEST(Pipeline, WhereChunksCloseChangesNothing) {
  Session session("squat", {.reps = 2, .sets = 2, .rest_s = 2});
  session.Play(Squats(2));
  session.Play(Squats(1));
  session.pipeline->Apply(CommandKind::kPause);
  session.pipeline->Apply(CommandKind::kResume);
  session.Play(Squats(1));
  const auto chunks = session.AllChunks();
  std::vector<RecordItem> items;
  for (const std::string& bytes : chunks) {
    for (RecordItem& item : Decoded(bytes).items) items.push_back(std::move(item));
  }
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, kMaxChunkItems}) {
    std::vector<std::string> others;
    RecordChunk chunk = Decoded(chunks.front());
    for (std::size_t from = 0; from < items.size(); from += size) {
      const auto begin = items.begin() + static_cast<std::ptrdiff_t>(from);
      chunk.items.assign(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, items.size() - from)));
      others.push_back(EncodeChunk(chunk));
      ++chunk.index;
    }
    const auto summary = Recompute(Load("squat"), others);
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    EXPECT_EQ(*summary, session.pipeline->Summary()) << size;
  }
}

TEST(Pipeline, ARequestIsKeptAtOnceAndOnlyWhereItChangesSomething) {
  Session session("squat", {.reps = 20, .sets = 1});
  session.Play(Squats(2));
  session.pipeline->Apply(CommandKind::kPause);
  for (std::string& chunk : session.pipeline->TakeChunks(Pipeline::Take::kClosed)) {
    session.chunks.push_back(std::move(chunk));
  }
  const auto restored = Restore(Load("squat"), session.chunks, {});
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(restored->state(), SessionState::kPaused);
  EXPECT_EQ(restored->Summary(), session.pipeline->Summary());
  for (int i = 0; i < 1000; ++i) session.pipeline->Apply(CommandKind::kPause);
  session.pipeline->Apply(CommandKind::kSkipRest);
  EXPECT_TRUE(session.pipeline->TakeChunks(Pipeline::Take::kEverything).empty());
}

TEST(Pipeline, ARecordOfNothingOrOfTwoSessionsIsRefused) {
  EXPECT_FALSE(Recompute(Load("squat"), std::vector<std::string>{}).ok());
  Session a("squat", {.reps = 3});
  a.Play(Squats(0));
  Session b("squat", {.reps = 4});
  b.Play(Squats(0));
  std::vector<std::string> mixed = a.AllChunks();
  mixed.push_back(b.AllChunks().back());
  EXPECT_FALSE(Recompute(Load("squat"), mixed).ok());
}

}  // namespace
}  // namespace ezpt::coach
