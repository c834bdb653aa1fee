// The master key's file and the database belong together; what is somebody's is encrypted, also what was stored before.

#include "store/key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "store/data_keys.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

const std::string kChunk = "LANDMARKS-OF-ANNA";
const std::string kSummary = "SUMMARY-OF-ANNA";

class KeyRingTest : public EachEngine {
 protected:
  [[nodiscard]] std::string File() const { return (folder_ / "ezpt.db.key").string(); }
  [[nodiscard]] auto Keys() const { return KeyRing::Open(Open(), File()); }
  /// A first start.
  void Begin() const {
    const auto keys = Keys();
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    SessionRepository sessions(Open(), *keys);
    ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
    ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, kChunk, 1).ok());
  }
  void ExpectRefused(ErrorCode code, const std::string& cure) const {
    const auto keys = Keys();
    ASSERT_FALSE(keys.ok());
    EXPECT_EQ(keys.error().code, code) << keys.error().message;
    EXPECT_NE(keys.error().message.find(cure), std::string::npos) << keys.error().message;
    EXPECT_NE(keys.error().message.find(File()), std::string::npos) << keys.error().message;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, KeyRingTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(KeyRingTest, TheFirstStartMakesTheKeyAndTheNextFindsIt) {
  Begin();
  ASSERT_TRUE(fs::exists(File()));
  const auto keys = Keys();
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  EXPECT_EQ(*SessionRepository(Open(), *keys).Chunk(Ref("s1"), 0), kChunk);
  EXPECT_EQ((*keys)->Derive("x").bytes(), (*Keys())->Derive("x").bytes());
}

TEST_P(KeyRingTest, AMissingKeyIsNotMadeAnewAndTheCureIsSaid) {
  Begin();
  fs::rename(File(), File() + ".away");
  ExpectRefused(ErrorCode::kNotFound, "put the saved key file back");
  EXPECT_FALSE(fs::exists(File()));
  fs::rename(File() + ".away", File());
  EXPECT_TRUE(Keys().ok());
}

TEST_P(KeyRingTest, AnotherDatabasesKeyIsRefused) {
  Begin();
  fs::remove(File());
  ASSERT_TRUE(MasterKey::Random()->WriteNew(File()).ok());
  ExpectRefused(ErrorCode::kInvalidArgument, "put the key file that was saved with it");
}

TEST_P(KeyRingTest, AKeyThatOthersMayReadIsRefused) {
  Begin();
  chmod(File().c_str(), 0640);
  ExpectRefused(ErrorCode::kForbidden, "chmod 600");
}

TEST_P(KeyRingTest, WhoseKeyIsNotTheDatabasesMakesNoKeysInIt) {
  const auto keys = Keys();
  ASSERT_TRUE(keys.ok());
  const MasterKey another = *MasterKey::Random();
  EXPECT_EQ(KeyRing::With(Open(), another).error().code, ErrorCode::kInvalidArgument);
  const auto made =
      Open()->connection().Write("make", [&](soci::session& sql) { return KeyIdFor(sql, another, "anna"); });
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Ask("select count(*) from data_keys"), "0");
}

TEST_P(KeyRingTest, EachPersonHasAKeyOfTheirOwn) {
  Begin();
  SessionRepository sessions(Open(), *Keys());
  ASSERT_TRUE(sessions.Create(Row("s2", "anna", 1)).ok());
  ASSERT_TRUE(sessions.Create(Row("s3", "ben", 1)).ok());
  EXPECT_EQ(sessions.Get("anna", "s1")->key_id, sessions.Get("anna", "s2")->key_id);
  EXPECT_NE(sessions.Get("anna", "s1")->key_id, sessions.Get("ben", "s3")->key_id);
  EXPECT_EQ(Ask("select count(*) from data_keys"), "2");
}

/// As when a person gets an account.
TEST_P(KeyRingTest, KeysPassToAnotherOwnerWithTheRows) {
  Begin();
  Change("update sessions set owner = 'account'");
  Change("update data_keys set owner = 'account'");
  SessionRepository sessions(Open(), *Keys());
  EXPECT_EQ(*sessions.Chunk(Ref("s1"), 0), kChunk);
  EXPECT_TRUE(sessions.AppendChunk(Ref("s1"), 1, "more", 1).ok());
}

TEST_P(KeyRingTest, AServersKeyIsTheSameForEveryProgram) {
  const SecretKey key = *(*Keys())->ServerKey("audit log");
  EXPECT_EQ((*Keys())->ServerKey("audit log")->bytes(), key.bytes());
  EXPECT_NE((*Keys())->ServerKey("another")->bytes(), key.bytes());
}

/// Each in a folder of its own: who comes second is refused, and leaves no key that somebody would save for nothing.
TEST_P(KeyRingTest, OfTwoFirstStartsAtOnceOneKeyIsLeft) {
  constexpr int kRounds = 20;
  const std::string files[] = {(folder_ / "one.key").string(), (folder_ / "other.key").string()};
  const std::shared_ptr<Database> databases[] = {Open(), Open()};
  for (int round = 0; round < kRounds; ++round) {
    Change("delete from secrets");
    Change("delete from data_keys");
    std::atomic<int> ready = 0, opened = 0;
    const auto start = [&](int i) {
      for (++ready; ready < 2;) std::this_thread::yield();
      opened += KeyRing::Open(databases[i], files[i]).ok() ? 1 : 0;
    };
    std::thread other(start, 1);
    start(0);
    other.join();
    EXPECT_EQ(opened, 1);
    EXPECT_NE(fs::exists(files[0]), fs::exists(files[1]));
    for (const std::string& file : files) fs::remove(file);
  }
}

/// Sessions as an earlier program stored them.
class PlainTest : public KeyRingTest {
 protected:
  static constexpr int kSessions = 20;
  static constexpr int kChunks = 3;

  void SetUp() override {
    KeyRingTest::SetUp();
    const std::shared_ptr<Database> database = Open();
    const Status stored = database->connection().Write("store", [](soci::session& sql) -> Status {
      for (int i = 0; i < kSessions; ++i) {
        const std::string id = "s" + std::to_string(i);
        sql << "insert into sessions (id, owner, exercise, side, source, language, started_ms, ended_ms, ended,"
               " rep_count, rep_target, rep_correct, duration_s, record_id, bytes) values (:id, 'anna', 'squat', "
               "'auto',"
               " 'camera', 'en', 1, 9, 'done', 5, 10, 3, 12.5, :record, 1200)",
            soci::use(id), soci::use(id);
        for (int chunk = 0; chunk < kChunks; ++chunk) {
          BlobParameter bytes(sql, kChunk + std::to_string(chunk));
          sql << "insert into session_chunks (session_id, chunk_index, bytes) values (:id, :index, :bytes)",
              soci::use(id), soci::use(chunk), bytes.use();
        }
        sql << "insert into scoring_runs (session_id, engine, definition_hash, basis, missing, summary, computed_ms)"
               " values (:id, '1', '', 'record', '', :summary, 9)",
            soci::use(id), soci::use(kSummary);
      }
      return {};
    });
    ASSERT_TRUE(stored.ok()) << stored.error().message;
  }
  [[nodiscard]] int PlainLeft() const {
    return std::stoi(
        Ask("select (select count(*) from session_chunks where cast(bytes as char) like '%LANDMARKS%')"
            " + (select count(*) from scoring_runs where summary <> '')"));
  }
  void ExpectWhole(const std::shared_ptr<const KeyRing>& keys) const {
    const SessionRepository sessions(Open(), keys);
    for (int i = 0; i < kSessions; ++i) {
      const std::string id = "s" + std::to_string(i);
      const auto chunks = sessions.Chunks(Ref(id));
      ASSERT_TRUE(chunks.ok()) << chunks.error().message;
      EXPECT_EQ(*chunks, (std::vector<std::string>{kChunk + "0", kChunk + "1", kChunk + "2"}));
      EXPECT_EQ(sessions.Runs(Ref(id))->front().summary, kSummary);
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, PlainTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(PlainTest, WhatAnEarlierProgramStoredIsEncryptedAtTheFirstStart) {
  ASSERT_EQ(PlainLeft(), kSessions * (kChunks + 1)) << "or the test shows nothing";
  const auto keys = Keys();
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  EXPECT_EQ((*keys)->records_sealed(), kSessions);
  EXPECT_EQ(PlainLeft(), 0);
  ExpectWhole(*keys);
  EXPECT_EQ((*Keys())->records_sealed(), 0);
  if (std::string(GetParam()) == "MariaDB") return;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(text.find(kChunk), std::string::npos) << entry.path();
    EXPECT_EQ(text.find(kSummary), std::string::npos) << entry.path();
  }
}

TEST_P(PlainTest, AStartThatIsKilledMeanwhileGoesOn) {
  int rounds = 0;
  for (int patience_us = 2000; PlainLeft() > 0; patience_us += 2000, ++rounds) {
    const pid_t child = fork();
    if (child == 0) _exit(Keys().ok() ? 0 : 1);
    usleep(static_cast<useconds_t>(patience_us));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  EXPECT_GT(rounds, 1) << "nobody was killed in between";
  const auto keys = Keys();
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  ExpectWhole(*keys);
}

TEST_P(PlainTest, WhatAnotherProgramStillRecordsIsEncryptedWhenItIsTakenOver) {
  Change(
      "update sessions set ended_ms = 0, ended = '', lease_number = 1, lease_until_ms = 9000000000000000"
      " where id = 's0'");
  const auto keys = Keys();
  ASSERT_TRUE(keys.ok()) << keys.error().message;
  EXPECT_EQ(PlainLeft(), kChunks + 1) << "its program goes on writing plain";
  ExpectWhole(*keys);
  SessionRepository sessions(Open(), *keys);
  ASSERT_TRUE(sessions.TakeLease(Ref("s0"), "next", 1).ok());
  EXPECT_EQ(PlainLeft(), 0);
  ExpectWhole(*keys);
}

}  // namespace
}  // namespace ezpt::store
