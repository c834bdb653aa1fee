#include "store/backup.h"

#include <gtest/gtest.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "coach/session_record.h"
#include "store/migrations.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

/// A chunk that can be read: one frame in which nobody is.
std::string Chunk(int index) {
  coach::RecordChunk chunk;
  chunk.index = static_cast<uint32_t>(index);
  chunk.stream = {body::Topology::kCoco17, body::Space::kImage, 640, 480, 30.0, false};
  chunk.items.emplace_back(coach::RecordedFrame{1, 0, {Seconds(1 + index), std::nullopt}});
  return coach::EncodeChunk(chunk);
}

class BackupTest : public StoreTest {
 protected:
  void Append(const std::string& id, int from, int until) {
    SessionRepository sessions = SessionsOf(Open());
    (void)sessions.Create(Row(id, "anna", 1));
    const SessionRef session = Ref(id);
    for (int i = from; i < until; ++i) ASSERT_TRUE(sessions.AppendChunk(session, i, Chunk(i), 1).ok());
  }
  void SetUp() override {
    StoreTest::SetUp();
    WriteKeyOfTheTests(Key());
  }
  [[nodiscard]] std::string Key() const { return (folder_ / "the.key").string(); }
  [[nodiscard]] std::string Copy() const { return (folder_ / "copy.db").string(); }
  [[nodiscard]] Result<CopyReport> BackUpNow() const { return BackUp("sqlite:" + Path(), Copy(), Key()); }
  /// Through another program.
  void Change(const std::string& path, const std::string& statement) const {
    soci::session sql(soci::sqlite3, "dbname=\"" + path + "\"");
    sql << statement;
  }
};

TEST_F(BackupTest, IsWholeAndReadByNobodyElse) {
  Append("s1", 0, 3);
  Append("s2", 0, 2);
  const auto made = BackUpNow();
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->schema, NewestSchemaVersion());
  EXPECT_EQ(made->sessions, 2);
  EXPECT_EQ(made->chunks, 5);
  EXPECT_TRUE(made->problems.empty());
  struct stat file {};
  ASSERT_EQ(stat(Copy().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  const auto copy = Database::Open("sqlite:" + Copy());
  ASSERT_TRUE(copy.ok()) << copy.error().message;
  EXPECT_EQ(SessionsOf(*copy).Chunks(RefOf(*copy, "s1"))->size(), 3U);
}

TEST_F(BackupTest, IsOfOneMomentWhileOthersWrite) {
  constexpr int kChunks = 400;
  Append("s1", 0, 1);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    SessionRepository sessions = SessionsOf(Open());
    const SessionRef session = Ref("s1");
    for (int i = 1; i < kChunks && !stop; ++i) EXPECT_TRUE(sessions.AppendChunk(session, i, Chunk(i), 1).ok());
  });
  int before = 0;
  for (int i = 0; i < 5; ++i) {
    const auto made = BackUpNow();
    EXPECT_TRUE(made.ok() && made->problems.empty());
    if (!made.ok()) break;
    EXPECT_GE(made->chunks, before);
    before = made->chunks;
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, HoldsNothingThatWasDeletedBefore) {
  const std::string secret = "nobody-may-read-this";
  {
    SessionRepository sessions = SessionsOf(Open());
    SessionRow row = Row("s1", "anna", 1);
    row.exercise = secret;
    ASSERT_TRUE(sessions.Create(row).ok());
    ASSERT_TRUE(sessions.Delete("anna", "s1").ok());
  }
  ASSERT_TRUE(BackUpNow().ok());
  std::ifstream file(Copy(), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}).find(secret), std::string::npos);
}

TEST_F(BackupTest, OfWhatIsDamagedLeavesTheOneBefore) {
  Append("s1", 0, 3);
  ASSERT_TRUE(BackUpNow().ok());
  Change(Path(), "update session_chunks set bytes = X'00' where chunk_index = 2");
  EXPECT_EQ(BackUpNow().error().code, ErrorCode::kDamaged);
  EXPECT_TRUE(CheckCopy(Copy(), Key())->problems.empty());
}

TEST_F(BackupTest, ACheckFindsWhatIsMissingAndWhatWasChanged) {
  Append("s1", 0, 4);
  ASSERT_TRUE(BackUpNow().ok());
  Change(Copy(), "delete from session_chunks where chunk_index = 1");
  EXPECT_EQ(CheckCopy(Copy(), Key())->problems.size(), 1U);
  Change(Copy(), "update session_chunks set bytes = zeroblob(length(bytes)) where chunk_index = 3");
  EXPECT_EQ(CheckCopy(Copy(), Key())->problems.size(), 2U);
  Change(Copy(), "insert into schema_version values (999)");
  EXPECT_EQ(CheckCopy(Copy(), Key()).error().code, ErrorCode::kUnsupported);
}

TEST_F(BackupTest, TheMasterKeyIsNotInItAndIsNeededToOpenIt) {
  Append("s1", 0, 3);
  const auto made = BackUpNow();
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->keys, 1);
  std::ifstream file(Copy(), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(bytes.find(std::string(64, '7')), std::string::npos) << "as in the file";
  EXPECT_EQ(bytes.find(std::string(32, '\x77')), std::string::npos) << "as bytes";
  fs::remove(Key());
  const auto missing = CheckCopy(Copy(), Key());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("put the saved key file back"), std::string::npos);
  ASSERT_TRUE(MasterKey::Random()->WriteNew(Key()).ok());
  EXPECT_EQ(CheckCopy(Copy(), Key()).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(BackupTest, ACheckOpensEveryKey) {
  Append("s1", 0, 3);
  ASSERT_TRUE(BackUpNow().ok());
  Change(Copy(), "update data_keys set wrapped = zeroblob(length(wrapped))");
  EXPECT_FALSE(CheckCopy(Copy(), Key())->problems.empty());
}

TEST_F(BackupTest, ACheckOpensTheKeyOfWhoHasNoRecordYet) {
  Append("s1", 0, 0);
  ASSERT_TRUE(BackUpNow().ok());
  Change(Copy(), "update data_keys set wrapped = zeroblob(length(wrapped))");
  EXPECT_EQ(CheckCopy(Copy(), Key())->problems.size(), 1U);
}

TEST_F(BackupTest, ACheckOpensEverySummary) {
  Append("s1", 0, 1);
  StoredSession row = *SessionsOf(Open()).Get("anna", "s1");
  row.ended_ms = 9;
  ASSERT_TRUE(SessionsOf(Open()).Finish(row, RunBy("1", "five")).ok());
  ASSERT_TRUE(BackUpNow().ok());
  Change(Copy(), "update scoring_runs set sealed = zeroblob(length(sealed))");
  EXPECT_EQ(CheckCopy(Copy(), Key())->problems.size(), 1U);
}

TEST_F(BackupTest, OneOfBeforeTheKeysNeedsNone) {
  Append("s1", 0, 1);
  Change(Path(), "delete from secrets");
  Change(Path(), "update sessions set key_id = ''");
  {
    soci::session sql(soci::sqlite3, "dbname=\"" + Path() + "\"");
    BlobParameter bytes(sql, Chunk(0));
    sql << "update session_chunks set bytes = :bytes", bytes.use();
  }
  fs::remove(Key());
  const auto made = BackUpNow();
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->chunks, 1);
}

TEST_F(BackupTest, SaysWhatItCannotCopy) {
  EXPECT_EQ(BackUp("mysql:dbname=x", Copy(), Key()).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(BackUp("sqlite:/no/such/file.db", Copy(), Key()).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(CheckCopy(Copy(), Key()).error().code, ErrorCode::kNotFound);
  std::ofstream(Copy()) << std::string(5000, 'x');
  EXPECT_EQ(CheckCopy(Copy(), Key()).error().code, ErrorCode::kDamaged);
}

}  // namespace
}  // namespace ezpt::store
