// What was acknowledged survives whoever is killed, and nothing is there twice.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

using std::chrono::milliseconds;

/// Chunk after chunk, each its own number; writes one byte for every one that was acknowledged, and asks again for one
/// that was not.
[[noreturn]] void AppendForever(const std::string& spec, int acknowledged) {
  Result<std::shared_ptr<Database>> database = Database::Open(spec);
  if (!database.ok()) _exit(1);
  SessionRepository sessions = SessionsOf(*database);
  const SessionRef session = RefOf(*database, "s1");
  const Result<int> count = sessions.ChunkCount(session);
  if (!count.ok()) _exit(1);
  for (int i = *count;;) {
    if (!sessions.AppendChunk(session, i, std::to_string(i), 1).ok()) continue;
    if (write(acknowledged, "x", 1) != 1) _exit(1);
    ++i;
  }
}

constexpr int kChunksOfOne = 12;

/// Session after session that is over; the same.
[[noreturn]] void ImportForever(const std::string& spec, int acknowledged) {
  Result<std::shared_ptr<Database>> database = Database::Open(spec);
  if (!database.ok()) _exit(1);
  SessionRepository sessions = SessionsOf(*database);
  const auto there = sessions.List("anna", kMaxListedSessions);
  if (!there.ok()) _exit(1);
  const std::vector<std::string> chunks(kChunksOfOne, EveryByte());
  for (std::size_t i = there->size();; ++i) {
    SessionRow row = Row("s" + std::to_string(i), "anna", 1);
    row.ended = "done";
    row.ended_ms = 2;
    if (!sessions.Import(row, chunks, RunBy("1", "five")).ok() || write(acknowledged, "x", 1) != 1) _exit(1);
  }
}

/// A program that writes, and is killed.
class Writer {
 public:
  explicit Writer(const std::string& spec, void (*work)(const std::string&, int) = AppendForever) {
    if (pipe(ends_) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      close(ends_[0]);
      work(spec, ends_[1]);
    }
    close(ends_[1]);
  }
  /// Waits for one more to be acknowledged.
  void WaitForOne() {
    char byte = 0;
    if (read(ends_[0], &byte, 1) == 1) ++acknowledged_;
  }
  /// How many were acknowledged in its life.
  int Kill() {
    kill(child_, SIGKILL);
    char byte = 0;
    while (read(ends_[0], &byte, 1) == 1) ++acknowledged_;
    close(ends_[0]);
    waitpid(child_, nullptr, 0);
    return acknowledged_;
  }

 private:
  int ends_[2] = {-1, -1};
  pid_t child_ = -1;
  int acknowledged_ = 0;
};

class KillTest : public EachEngine {};
INSTANTIATE_TEST_SUITE_P(Engines, KillTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

/// @param interruptions at most so many may be stored that were never acknowledged.
void ExpectWhole(SessionRepository& sessions, int acknowledged, int interruptions) {
  const auto chunks = sessions.Chunks(sessions.Get("anna", "s1")->ref());
  ASSERT_TRUE(chunks.ok()) << chunks.error().message;
  const int stored = static_cast<int>(chunks->size());
  EXPECT_GE(stored, acknowledged);
  EXPECT_LE(stored, acknowledged + interruptions);
  int64_t bytes = kRowBytes;
  for (int i = 0; i < stored; ++i) {
    const std::string& chunk = (*chunks)[static_cast<std::size_t>(i)];
    EXPECT_EQ(chunk, std::to_string(i));
    bytes += static_cast<int64_t>(chunk.size());
  }
  EXPECT_EQ(sessions.Get("anna", "s1")->bytes, bytes) << "what is counted is what is there";
}

TEST_P(KillTest, AHundredKilledProgramsLoseAndDoubleNothing) {
  constexpr int kKills = 100;
  constexpr int kLongestMs = 12;
  ASSERT_TRUE(SessionsOf(Open()).Create(Row("s1", "anna", 1)).ok());
  std::mt19937 moments(20261129);
  int acknowledged = 0;
  for (int i = 0; i < kKills; ++i) {
    Writer writer(spec_);
    writer.WaitForOne();
    std::this_thread::sleep_for(std::chrono::microseconds(moments() % (1000 * kLongestMs)));
    acknowledged += writer.Kill();
  }
  EXPECT_GE(acknowledged, kKills);
  SessionRepository sessions = SessionsOf(Open());
  ExpectWhole(sessions, acknowledged, kKills);
}

TEST_P(KillTest, NoSessionThatIsStoredAtOnceIsEverHalfThere) {
  constexpr int kKills = 20;
  ASSERT_NE(Open(), nullptr);
  std::mt19937 moments(1130);
  int acknowledged = 0;
  for (int i = 0; i < kKills; ++i) {
    Writer writer(spec_, ImportForever);
    writer.WaitForOne();
    std::this_thread::sleep_for(std::chrono::microseconds(moments() % 20'000));
    acknowledged += writer.Kill();
  }
  SessionRepository sessions = SessionsOf(Open());
  const auto rows = sessions.List("anna", kMaxListedSessions);
  EXPECT_GE(static_cast<int>(rows->size()), acknowledged);
  EXPECT_LE(static_cast<int>(rows->size()), acknowledged + kKills);
  for (const StoredSession& row : *rows) {
    EXPECT_EQ(row.ended, "done");
    EXPECT_EQ(*sessions.ChunkCount(row.ref()), kChunksOfOne);
    EXPECT_EQ(sessions.Runs(row.ref())->size(), 1U);
  }
}

TEST_P(KillTest, AKilledServerLosesAndDoublesNothing) {
  if (std::string(GetParam()) != "MariaDB") GTEST_SKIP() << "there is no server";
  constexpr int kCrashes = 5;
  ASSERT_TRUE(SessionsOf(Open()).Create(Row("s1", "anna", 1)).ok());
  std::mt19937 moments(1129);
  Writer writer(spec_);
  for (int i = 0; i < kCrashes; ++i) {
    writer.WaitForOne();
    std::this_thread::sleep_for(milliseconds(20 + moments() % 60));
    MariaDbServer::Get().Crash();
  }
  writer.WaitForOne();
  const int acknowledged = writer.Kill();
  SessionRepository sessions = SessionsOf(Open());
  // What was being committed when the server died is asked for again, and found.
  ExpectWhole(sessions, acknowledged, 1);
}

}  // namespace
}  // namespace ezpt::store
