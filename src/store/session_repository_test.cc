#include "store/session_repository.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

TEST_P(EachEngine, SessionsBelongToTheirOwner) {
  SessionRepository sessions = SessionsOf(Open());
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1'700'000'000'000)).ok());
  ASSERT_TRUE(sessions.Create(Row("s2", "anna", 1'700'000'001'000)).ok());
  ASSERT_TRUE(sessions.Create(Row("s3", "ben", 1'700'000'002'000)).ok());
  EXPECT_EQ(sessions.Create(Row("s1", "ben", 0)).error().code, ErrorCode::kInvalidArgument);

  const auto listed = sessions.List("anna", 10);
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ((*listed)[0].id, "s2");
  EXPECT_EQ((*listed)[1].started_ms, 1'700'000'000'000);
  EXPECT_EQ(sessions.List("anna", 1)->size(), 1U);

  EXPECT_EQ(sessions.Get("ben", "s1").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(sessions.Delete("ben", "s1").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(sessions.Get("anna", "s1").ok());
  EXPECT_TRUE(sessions.Delete("anna", "s1").ok());
  EXPECT_EQ(sessions.Get("anna", "s1").error().code, ErrorCode::kNotFound);
}

/// What a therapist sees of somebody who is at home here, at home elsewhere, and nobody's patient now and then.
TEST_P(EachEngine, AClinicSeesWhatWasDoneAsItsPatient) {
  SessionRepository sessions = SessionsOf(Open());
  const auto create = [&](const std::string& id, const std::string& owner, const std::string& clinic) {
    SessionRow row = Row(id, owner, 1);
    row.clinic = clinic;
    ASSERT_TRUE(sessions.Create(row).ok());
  };
  create("here", "anna", "elm");
  create("elsewhere", "anna", "oak");
  create("at home", "anna", "");
  create("another", "ben", "elm");
  const auto seen = sessions.ListForClinic("anna", "elm", 10);
  ASSERT_EQ(seen->size(), 1U);
  EXPECT_EQ(seen->front().id, "here");
  EXPECT_TRUE(sessions.ListForClinic("anna", "", 10)->empty())
      << "who is of no clinic is not shown what is no clinic's";
  EXPECT_EQ(sessions.List("anna", 10)->size(), 3U) << "they themselves see all";
}

/// What somebody changes in a row that they were given leads to nobody else's session.
TEST_P(EachEngine, ARowLeadsToTheSessionThatItWasReadFrom) {
  SessionRepository sessions = SessionsOf(Open());
  StoredSession mine = *sessions.Create(Row("mine", "anna", 1));
  const StoredSession theirs = *sessions.Create(Row("theirs", "ben", 1));
  ASSERT_TRUE(sessions.AppendChunk(theirs.ref(), 0, "secret", 1).ok());
  mine.id = mine.record_id = "theirs";
  EXPECT_TRUE(sessions.Chunks(mine.ref())->empty());
  mine.ended = "done";
  mine.ended_ms = 5;
  ASSERT_TRUE(sessions.Finish(mine, RunBy("1", "five")).ok());
  EXPECT_EQ(sessions.Get("anna", "mine")->ended, "done");
  EXPECT_EQ(sessions.Get("ben", "theirs")->ended, "");
}

TEST_P(EachEngine, ChunksAreBytesInOrder) {
  SessionRepository sessions = SessionsOf(Open());
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes.push_back(static_cast<char>(i));
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, bytes, 1).ok());
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, std::string(3, '\0'), 1).ok());
  EXPECT_TRUE(sessions.AppendChunk(Ref("s1"), 0, "again", 1).ok());
  EXPECT_EQ(sessions.AppendChunk(Ref("s1"), 3, "x", 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(sessions.AppendChunk(Ref("s1"), 2, std::string(kMaxChunkBytes + 1, 'x'), 1).error().code,
            ErrorCode::kLimitExceeded);
  const auto chunks = sessions.Chunks(Ref("s1"));
  ASSERT_EQ(chunks->size(), 2U);
  EXPECT_EQ((*chunks)[0], bytes);
  EXPECT_EQ((*chunks)[1], std::string(3, '\0'));
  const SessionRef deleted = Ref("s1");
  ASSERT_TRUE(sessions.Delete("anna", "s1").ok());
  EXPECT_TRUE(sessions.Chunks(deleted)->empty());
  EXPECT_EQ(sessions.AppendChunk(deleted, 0, "x", 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(sessions.KeepChunks(deleted, 0, 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(sessions.Chunk(deleted, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*sessions.ChunkCount(deleted), 0);
}

TEST_P(EachEngine, TheRecordGoesOnWithOtherBytesAfterTheChunksThatAreKept) {
  SessionRepository sessions = SessionsOf(Open());
  for (const std::string id : {"s1", "s2"}) {
    ASSERT_TRUE(sessions.Create(Row(id, "anna", 1)).ok());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(sessions.AppendChunk(Ref(id), i, "first", 1).ok());
  }
  ASSERT_TRUE(sessions.KeepChunks(Ref("s1"), 1, 1).ok());
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, "second", 1).ok());
  EXPECT_EQ(*sessions.Chunks(Ref("s1")), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(*sessions.ChunkCount(Ref("s2")), 3) << "another's stay";
  EXPECT_TRUE(sessions.KeepChunks(Ref("s1"), 9, 1).ok());
  EXPECT_EQ(*sessions.ChunkCount(Ref("s1")), 2);
}

TEST_P(EachEngine, FinishingKeepsTheFigures) {
  {
    SessionRepository sessions = SessionsOf(Open());
    StoredSession row = *sessions.Create(Row("s1", "anna", 1));
    EXPECT_EQ(Upkeep().Unfinished()->size(), 1U);
    row.ended_ms = 99;
    row.ended = "done";
    row.count = 5;
    row.target = 10;
    row.correct = 3;
    row.duration_s = 12.5;
    ASSERT_TRUE(sessions.Finish(row, RunBy("1", "five")).ok());
    const StoredSession deleted = *sessions.Create(Row("s9", "anna", 1));
    ASSERT_TRUE(sessions.Delete("anna", "s9").ok());
    EXPECT_EQ(sessions.Finish(deleted, RunBy("1", "")).error().code, ErrorCode::kNotFound);
  }
  SessionRepository sessions = SessionsOf(Open());
  EXPECT_TRUE(Upkeep().Unfinished()->empty());
  const auto row = sessions.Get("anna", "s1");
  EXPECT_EQ(row->ended, "done");
  EXPECT_EQ(row->count, 5);
  EXPECT_EQ(row->correct, 3);
  EXPECT_EQ(row->duration_s, 12.5);
}

SessionRow EndedRow(const std::string& id, const std::string& owner) {
  SessionRow row = Row(id, owner, 1);
  row.ended_ms = 99;
  row.ended = "done";
  row.count = 5;
  return row;
}

TEST_P(EachEngine, ASessionThatIsOverIsStoredWholeOrNotAtAll) {
  StorageLimits limits;
  limits.session_bytes = kRowBytes + 400;
  SessionRepository sessions = SessionsOf(Open(), limits);
  const std::vector<std::string> chunks = {EveryByte(), "", "third"};
  ASSERT_TRUE(sessions.Import(EndedRow("s1", "anna"), chunks, RunBy("1", "five")).ok());
  const auto row = sessions.Get("anna", "s1");
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_EQ(row->ended, "done");
  EXPECT_EQ(row->count, 5);
  EXPECT_EQ(row->bytes, kRowBytes + 256 + 5 + 4) << "the row, the chunks, the summary";
  EXPECT_EQ(*sessions.Chunks(Ref("s1")), chunks);
  EXPECT_EQ(sessions.Runs(Ref("s1"))->front().summary, "five");
  EXPECT_TRUE(Upkeep().Unfinished()->empty());

  EXPECT_EQ(sessions.Import(EndedRow("s1", "ben"), {}, RunBy("1", "")).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(sessions.Import(Row("s2", "ben", 1), {}, RunBy("1", "")).error().code, ErrorCode::kInvalidArgument)
      << "it is not over";
  const std::string large(kMaxChunkBytes + 1, 'x'), much(300, 'x');
  for (const std::vector<std::string>& refused : {std::vector{std::string("x"), large}, std::vector{much, much}}) {
    EXPECT_EQ(sessions.Import(EndedRow("s3", "ben"), refused, RunBy("1", "")).error().code, ErrorCode::kLimitExceeded);
  }
  EXPECT_FALSE(*sessions.HasSessions("ben"));
  EXPECT_EQ(Ask("select cast(bytes as char) from storage_usage"), std::to_string(row->bytes)) << "nothing of it counts";
}

TEST_P(EachEngine, HostileTextIsOnlyText) {
  SessionRepository sessions = SessionsOf(Open());
  const std::string id = "'; drop table sessions; --";
  ASSERT_TRUE(sessions.Create(Row(id, "anna", 1)).ok());
  EXPECT_EQ(sessions.Get("anna", id)->id, id);
}

TEST_P(EachEngine, OnlyTheHolderOfTheLeaseWrites) {
  const std::shared_ptr<Database> database = Open();
  SessionRepository sessions = SessionsOf(database);
  SessionRow begun = Row("s1", "anna", 1);
  begun.lease.holder = "first";
  StoredSession row = *sessions.Create(begun);
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, "x", 1).ok());
  EXPECT_EQ(sessions.TakeLease(Ref("s1"), "second", 2000, 7).error().code, ErrorCode::kConflict)
      << "not the number it saw";
  const auto taken = sessions.TakeLease(Ref("s1"), "second", 2000, 1);
  ASSERT_TRUE(taken.ok()) << taken.error().message;
  EXPECT_EQ(*taken, (Lease{"second", 2, 2000}));
  EXPECT_EQ(sessions.AppendChunk(Ref("s1"), 1, "late", 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sessions.KeepChunks(Ref("s1"), 0, 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sessions.Finish(row, RunBy("1", "")).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(sessions.RenewLeases("first", 9000).ok());
  EXPECT_EQ(Upkeep().Unfinished()->front().lease.until_ms, 2000) << "another's lease is not renewed";
  ASSERT_TRUE(sessions.RenewLeases("second", 9000).ok());
  EXPECT_EQ(Upkeep().Unfinished()->front().lease, (Lease{"second", 2, 9000}));
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, "y", 2).ok());
  row.lease = *taken;
  row.ended = "done";
  row.ended_ms = 5;
  ASSERT_TRUE(sessions.Finish(row, RunBy("1", "two")).ok());
  EXPECT_EQ(sessions.TakeLease(Ref("s1"), "third", 1).error().code, ErrorCode::kConflict) << "it has ended";
  EXPECT_EQ(sessions.Chunks(Ref("s1"))->size(), 2U);
}

TEST_P(EachEngine, ALostSessionMayGoOnAndBeFinishedAgain) {
  SessionRepository sessions = SessionsOf(Open());
  StoredSession row = *sessions.Create(Row("s1", "anna", 1));
  row.ended = "lost";
  row.ended_ms = 5;
  ASSERT_TRUE(sessions.Finish(row, RunBy("1", "short")).ok());
  row.lease = *sessions.TakeLease(Ref("s1"), "upload", 9);
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, "x", row.lease.number).ok());
  row.ended = "done";
  ASSERT_TRUE(sessions.Finish(row, RunBy("1", "whole")).ok());
  const auto runs = sessions.Runs(Ref("s1"));
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_EQ(runs->front().summary, "whole");
}

TEST_P(EachEngine, ALaterEnginesAnswerStandsBesideTheFirst) {
  SessionRepository sessions = SessionsOf(Open());
  StoredSession row = *sessions.Create(Row("s1", "anna", 1));
  EXPECT_TRUE(Upkeep().WithoutRun("2", 9)->empty()) << "it still runs";
  row.ended = "done";
  row.ended_ms = 5;
  ScoringRun live = RunBy("1", "five");
  live.basis = ScoringRun::Basis::kLive;
  live.missing = "from 0:12 to 0:17";
  live.computed_ms = 5;
  ASSERT_TRUE(sessions.Finish(row, live).ok());
  ASSERT_EQ(Upkeep().WithoutRun("2", 9)->size(), 1U);
  ScoringRun later = RunBy("2", "six");
  later.computed_ms = 6;
  ASSERT_TRUE(sessions.AddRun(Ref("s1"), later).ok());
  EXPECT_TRUE(Upkeep().WithoutRun("2", 9)->empty());
  ASSERT_TRUE(sessions.AddRun(Ref("s1"), RunBy("1", "another")).ok());
  const auto runs = sessions.Runs(Ref("s1"));
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ((*runs)[0].summary, "five");
  EXPECT_EQ((*runs)[0].basis, ScoringRun::Basis::kLive);
  EXPECT_EQ((*runs)[0].missing, "from 0:12 to 0:17");
  EXPECT_EQ((*runs)[1].summary, "six");
}

TEST_P(EachEngine, ACopyTakesARowAndNoRecord) {
  SessionRepository sessions = SessionsOf(Open());
  StoredSession row = *sessions.Create(Row("s1", "demo", 1));
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, EveryByte(), 1).ok());
  row.ended = "done";
  row.ended_ms = 5;
  ASSERT_TRUE(sessions.Finish(row, RunBy("1", "five")).ok());
  ASSERT_TRUE(sessions.Copy(Ref("s1"), "s2", "anna").ok());
  EXPECT_EQ(sessions.Get("anna", "s2")->bytes, kRowBytes);
  EXPECT_EQ(sessions.Chunks(Ref("s2"))->front(), EveryByte());
  EXPECT_EQ(*sessions.ChunkCount(Ref("s2")), 1);
  EXPECT_EQ(sessions.Runs(Ref("s2"))->front().summary, "five");
  EXPECT_EQ(sessions.AppendChunk(Ref("s2"), 1, "x", 0).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sessions.Delete("demo", "s1").error().code, ErrorCode::kConflict) << "a copy needs the record";
  ASSERT_TRUE(sessions.Delete("anna", "s2").ok());
  EXPECT_EQ(sessions.Chunks(Ref("s1"))->size(), 1U);
  EXPECT_TRUE(sessions.Delete("demo", "s1").ok());
}

TEST_P(EachEngine, WhatIsStoredHasLimits) {
  StorageLimits limits;
  limits.session_bytes = kRowBytes + 100;
  limits.owner_bytes = 2 * kRowBytes + 150;
  limits.total_bytes = 4 * kRowBytes;
  limits.reserve_bytes = kRowBytes;
  SessionRepository sessions = SessionsOf(Open(), limits);
  const std::string chunk(60, 'x');
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  ASSERT_TRUE(sessions.Create(Row("s2", "anna", 1)).ok());
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, chunk, 1).ok());
  EXPECT_EQ(sessions.AppendChunk(Ref("s1"), 1, chunk, 1).error().code, ErrorCode::kLimitExceeded) << "of one session";
  ASSERT_TRUE(sessions.AppendChunk(Ref("s2"), 0, chunk, 1).ok());
  EXPECT_EQ(sessions.AppendChunk(Ref("s2"), 1, std::string(40, 'x'), 1).error().code, ErrorCode::kLimitExceeded)
      << "of one owner";
  ASSERT_TRUE(sessions.Create(Row("s3", "ben", 1)).ok());
  EXPECT_EQ(sessions.Create(Row("s4", "eve", 1)).error().code, ErrorCode::kUnavailable) << "the reserve is not for her";
  EXPECT_TRUE(sessions.AppendChunk(Ref("s3"), 0, chunk, 1).ok()) << "it is for what is being recorded";
  ASSERT_TRUE(sessions.Delete("anna", "s1").ok());
  ASSERT_TRUE(sessions.Delete("anna", "s2").ok());
  EXPECT_TRUE(sessions.Create(Row("s4", "eve", 1)).ok()) << "what was deleted is free again";
}

TEST_P(EachEngine, OneOwnerHasAThousandSessions) {
  SessionRepository sessions = SessionsOf(*Database::Open("sqlite::memory:"));
  for (int i = 0; i < kMaxSessionsPerOwner; ++i) {
    ASSERT_TRUE(sessions.Create(Row("s" + std::to_string(i), "anna", i)).ok());
  }
  EXPECT_EQ(sessions.Create(Row("more", "anna", 1)).error().code, ErrorCode::kLimitExceeded);
  EXPECT_TRUE(sessions.Create(Row("more", "ben", 1)).ok());
}

}  // namespace
}  // namespace ezpt::store
