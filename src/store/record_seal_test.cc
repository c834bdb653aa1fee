// A chunk or summary opens where it was stored and as it was stored, or is called damaged.

#include "store/record_seal.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

const std::string kChunk = "LANDMARKS-OF-ANNA";
const std::string kSummary = "SUMMARY-OF-ANNA";

class RecordTest : public EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    sessions_ = std::make_unique<SessionRepository>(SessionsOf(Open()));
    for (const std::string id : {"s1", "s2"}) {
      StoredSession row = *sessions_->Create(Row(id, "anna", 1));
      for (int i = 0; i < 2; ++i) ASSERT_TRUE(sessions_->AppendChunk(row.ref(), i, kChunk, 1).ok());
      row.ended_ms = 9;
      row.ended = "done";
      ASSERT_TRUE(sessions_->Finish(row, RunBy("1", kSummary)).ok());
    }
    ASSERT_EQ(*sessions_->Chunk(Ref("s1"), 1), kChunk);
  }
  void Replace(const std::string& id, int index, const std::string& bytes) const {
    const Status done = Open()->connection().Write("replace", [&](soci::session& sql) -> Status {
      BlobParameter blob(sql, bytes);
      sql << "update session_chunks set bytes = :bytes where session_id = :id and chunk_index = :index", blob.use(),
          soci::use(id), soci::use(index);
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  [[nodiscard]] std::string Stored(const std::string& id, int index) const {
    return Ask("select bytes from session_chunks where session_id = '" + id +
               "' and chunk_index = " + std::to_string(index));
  }
  void ExpectDamaged() const {
    const auto chunk = sessions_->Chunk(Ref("s1"), 1);
    ASSERT_FALSE(chunk.ok());
    EXPECT_EQ(chunk.error().code, ErrorCode::kDamaged);
    EXPECT_EQ(chunk.error().message,
              "session s1: chunk 1 does not open under its key: it was changed, or belongs elsewhere");
    EXPECT_EQ(sessions_->Chunks(Ref("s1")).error().code, ErrorCode::kDamaged);
    EXPECT_EQ(*sessions_->Chunk(Ref("s1"), 0), kChunk) << "the others open";
  }

  std::unique_ptr<SessionRepository> sessions_;
};
INSTANTIATE_TEST_SUITE_P(Engines, RecordTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(RecordTest, NothingOfItIsStoredPlain) {
  EXPECT_EQ(Stored("s1", 0).find(kChunk), std::string::npos);
  EXPECT_EQ(Stored("s1", 0).size(), kChunk.size() + kSealBytes);
  EXPECT_EQ(Ask("select summary from scoring_runs where session_id = 's1'"), "");
  EXPECT_EQ(Ask("select sealed from scoring_runs where session_id = 's1'").find(kSummary), std::string::npos);
  EXPECT_EQ(sessions_->Runs(Ref("s1"))->front().summary, kSummary);
}

TEST_P(RecordTest, WhatIsCountedIsWhatItHolds) {
  const auto held = static_cast<int64_t>(kRowBytes + 2 * kChunk.size() + kSummary.size());
  EXPECT_EQ(sessions_->Get("anna", "s1")->bytes, held);
  Change("update sessions set ended = 'lost' where id = 's1'");
  const Lease lease = *sessions_->TakeLease(Ref("s1"), "me", 1);
  ASSERT_TRUE(sessions_->KeepChunks(Ref("s1"), 1, lease.number).ok());
  EXPECT_EQ(sessions_->Get("anna", "s1")->bytes, held - static_cast<int64_t>(kChunk.size()));
}

TEST_P(RecordTest, AChangedChunkIsDamaged) {
  std::string bytes = Stored("s1", 1);
  bytes.back() ^= 1;
  Replace("s1", 1, bytes);
  ExpectDamaged();
  Replace("s1", 1, "short");
  ExpectDamaged();
}

TEST_P(RecordTest, AChunkOfAnotherSessionIsDamaged) {
  Replace("s1", 1, Stored("s2", 1));
  ExpectDamaged();
}

TEST_P(RecordTest, AChunkFromAnotherPlaceOfItsSessionIsDamaged) {
  Replace("s1", 1, Stored("s1", 0));
  ExpectDamaged();
}

TEST_P(RecordTest, AnotherSessionsSummaryIsDamaged) {
  const std::string other = Ask("select sealed from scoring_runs where session_id = 's2'");
  const Status done = Open()->connection().Write("replace", [&](soci::session& sql) -> Status {
    BlobParameter blob(sql, other);
    sql << "update scoring_runs set sealed = :sealed where session_id = 's1'", blob.use();
    return {};
  });
  ASSERT_TRUE(done.ok());
  const auto runs = sessions_->Runs(Ref("s1"));
  ASSERT_FALSE(runs.ok());
  EXPECT_EQ(runs.error().code, ErrorCode::kDamaged);
  EXPECT_EQ(sessions_->Runs(Ref("s2"))->front().summary, kSummary);
}

TEST_P(RecordTest, AChangedOrExchangedKeyIsDamaged) {
  const std::string key = sessions_->Get("anna", "s1")->key_id;
  ASSERT_TRUE(sessions_->Create(Row("s3", "ben", 1)).ok());
  const std::string other = Ask("select wrapped from data_keys where owner = 'ben'");
  const Status done = Open()->connection().Write("replace", [&](soci::session& sql) -> Status {
    BlobParameter blob(sql, other);
    sql << "update data_keys set wrapped = :wrapped where owner = 'anna'", blob.use();
    return {};
  });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(sessions_->Chunks(Ref("s1")).error().code, ErrorCode::kDamaged);
  Change("delete from data_keys where owner = 'anna'");
  EXPECT_EQ(sessions_->Chunks(Ref("s1")).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(sessions_->Chunks(Ref("s1")).error().message, "key " + key + " is not there: what it encrypts is lost");
}

}  // namespace
}  // namespace ezpt::store
