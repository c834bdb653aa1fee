// Live sessions while their database is locked, full, shared by two servers, or while their server dies: nothing that
// was shown is lost. Through the real process, with a real file.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <future>
#include <thread>

#include "server/net/raw_client.h"
#include "support/player.h"
#include "support/server_process.h"

namespace ezpt::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr int kRepetitions = 4;
/// Of the frames of the recorded squat, which counts the same at 10 frames a second.
constexpr int kEvery = 3;
constexpr auto kSettledWithin = std::chrono::seconds(15);
constexpr int kTakenOver = 4006;
constexpr unsigned kHungAfterSeconds = 120;

std::string Output(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 256> buffer{};
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) out += buffer.data();
  (void)pclose(pipe);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

class LiveStore : public testing::Test {
 protected:
  void SetUp() override {
    (void)alarm(kHungAfterSeconds);
    folder_ = fs::temp_directory_path() / ("ezpt_live_" + std::to_string(getpid()) + "_" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    MakeHome(folder_);
    database_ = folder_ / "ezpt.db";
  }
  void TearDown() override {
    fs::remove_all(folder_);
    (void)alarm(0);
  }

  std::unique_ptr<ServerProcess> Serve(const std::string& keep_s) {
    return std::make_unique<ServerProcess>(database_.string(), "--workers 2 --keep " + keep_s, folder_.string());
  }
  [[nodiscard]] static Player Squats() {
    return Player(EZPT_SOURCE_DIR "/tests/reports/good.jsonl", kRepetitions, kEvery);
  }
  [[nodiscard]] static std::string NewCookie(const ServerProcess& served) {
    return server::Fetch(served.port(), server::Method::kGet, "/").cookie;
  }
  /// What another program that opens the file reads there.
  [[nodiscard]] std::string Stored(const std::string& query) const {
    return Output("sqlite3 -cmd '.timeout 5000' " + database_.string() + " \"" + query + "\"");
  }
  [[nodiscard]] std::string WaitFor(const std::string& query, const std::string& wanted) const {
    const auto deadline = std::chrono::steady_clock::now() + kSettledWithin;
    std::string got;
    while ((got = Stored(query)) != wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(50));
    }
    return got;
  }
  /// Holds the write lock, as a backup does.
  [[nodiscard]] std::future<void> Lock(const std::string& seconds) const {
    return std::async(std::launch::async, [this, seconds] {
      (void)Output("sqlite3 -cmd '.timeout 5000' " + database_.string() + " 'begin immediate' '.shell sleep " +
                   seconds + "' rollback");
    });
  }

  /// SIGSTOP in a moment when the process does not hold the database's lock, which nobody else would get then.
  void StopBetweenWrites(const ServerProcess& served) const {
    while (true) {
      served.Signal(SIGSTOP);
      if (Output("sqlite3 " + database_.string() + " 'begin immediate' rollback 2>&1").empty()) return;
      served.Signal(SIGCONT);
      std::this_thread::sleep_for(milliseconds(5));
    }
  }

  fs::path folder_;
  fs::path database_;
};

constexpr const char* kOutcome =
    "select rep_count, ended, basis, missing from sessions join scoring_runs on scoring_runs.session_id = sessions.id";

TEST_F(LiveStore, ALockByAnotherProcessCostsNothing) {
  const auto served = Serve("300");
  Player player = Squats();
  const json welcome = player.Begin(served->port(), NewCookie(*served), "squat");
  ASSERT_TRUE(player.Play(0.2));
  const auto shortly = Lock("0.4");
  ASSERT_TRUE(player.Play(0.5));
  shortly.wait();
  const auto longer = Lock("2");
  ASSERT_TRUE(player.Play(1));
  EXPECT_EQ(player.count(), kRepetitions);
  const json summary = player.Stop();
  ASSERT_FALSE(summary.is_null());
  EXPECT_EQ(summary["count"], kRepetitions);
  EXPECT_EQ(summary["notes"], json::array());
  EXPECT_EQ(Stored(kOutcome), "4|done|record|");
  const std::string chunks = Stored("select count(*) = max(chunk_index) + 1 from session_chunks");
  EXPECT_EQ(chunks, "1");
}

/// A disk that can be filled: a small file system in memory where this process may
/// mount one; else the server's own files may not grow, which it meets as an error of the same kind.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& folder) : folder_(folder) {
    fs::create_directory(folder_);
    // More than the server keeps free for sessions that are under way.
    mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=160m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) (void)umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void Fill(const ServerProcess& served, const fs::path& log) const {
    if (!mounted_) return served.SetDisk(ServerProcess::Disk::kFull, fs::file_size(log));
    const int filler = open(Filler().c_str(), O_WRONLY | O_CREAT, 0600);
    EXPECT_EQ(posix_fallocate(filler, 0, static_cast<off_t>(fs::space(folder_).available)), 0);
    (void)close(filler);
  }
  void Free(const ServerProcess& served) const {
    if (!mounted_) return served.SetDisk(ServerProcess::Disk::kHasRoom);
    fs::remove(Filler());
  }

 private:
  [[nodiscard]] fs::path Filler() const { return folder_ / "filler"; }
  fs::path folder_;
  bool mounted_ = false;
};

TEST_F(LiveStore, OnAFullDiskWhatWasCountedIsSaidAndStoredOnceThereIsRoom) {
  const SmallDisk disk(folder_ / "disk");
  database_ = folder_ / "disk" / "ezpt.db";
  // Its end waits for a quarter of that: longer than it takes until the person is told that nothing is stored.
  const auto served = Serve("16");
  Player player = Squats();
  (void)player.Begin(served->port(), NewCookie(*served), "squat");
  ASSERT_TRUE(player.Play(0.4));
  disk.Fill(*served, database_.string() + "-wal");
  ASSERT_TRUE(player.Play(1));
  EXPECT_EQ(player.count(), kRepetitions);
  const json summary = player.Stop();
  ASSERT_FALSE(summary.is_null());
  EXPECT_EQ(summary["count"], kRepetitions) << "as it was counted live";
  std::string notes;
  for (const json& note : summary["notes"]) notes += note["text"].get<std::string>() + "\n";
  EXPECT_THAT(notes, HasSubstr("Counted live: the part 0:"));
  EXPECT_THAT(notes, HasSubstr("could not be saved yet"));
  EXPECT_THAT(player.notices(), testing::ElementsAre("not_stored"));
  disk.Free(*served);
  EXPECT_EQ(WaitFor(kOutcome, "4|done|record|"), "4|done|record|") << "with room again the whole record is there";
}

TEST_F(LiveStore, TwoServersOnOneDatabaseLeaveEachOthersSessionsAlone) {
  const auto here = Serve("1");
  const auto there = Serve("1");
  const std::string cookie = NewCookie(*here);
  Player player = Squats();
  (void)player.Begin(here->port(), cookie, "squat");
  ASSERT_TRUE(player.Play(1)) << "longer than the time after which it would be ended";
  EXPECT_EQ(Stored("select ended_ms, ended from sessions"), "0|");
  const json summary = player.Stop();
  ASSERT_FALSE(summary.is_null());
  EXPECT_EQ(summary["count"], kRepetitions);
}

TEST_F(LiveStore, AKilledServersSessionIsGoneOnWithOnAnotherOrSummedUpByIt) {
  const auto here = Serve("1");
  const auto there = Serve("1");
  const std::string cookie = NewCookie(*here);
  Player player = Squats();
  Player left = Squats();
  const std::string token = player.Begin(here->port(), cookie, "squat")["resume_token"];
  (void)left.Begin(here->port(), NewCookie(*here), "squat");
  ASSERT_TRUE(left.Play(0.45));
  const int shown = left.count();
  ASSERT_TRUE(player.Play(0.45));
  EXPECT_EQ(shown, 1);
  here->End(SIGKILL);
  const json welcome = player.Begin(there->port(), cookie, "squat", token);
  EXPECT_TRUE(welcome["resumed"]);
  EXPECT_EQ(welcome["count"], shown) << "what was shown is there";
  ASSERT_TRUE(player.Play(1));
  EXPECT_EQ(player.Stop()["count"], kRepetitions);
  const std::string lost = "select rep_count from sessions where ended = 'lost'";
  EXPECT_EQ(WaitFor(lost, std::to_string(shown)), std::to_string(shown));
}

TEST_F(LiveStore, WhatWasShownWhileTheDatabaseWasLockedOutlivesAKill) {
  auto served = Serve("300");
  const std::string cookie = NewCookie(*served);
  Player player = Squats();
  const std::string token = player.Begin(served->port(), cookie, "squat")["resume_token"];
  ASSERT_TRUE(player.Play(0.1));
  const auto locked = Lock("3");
  while (Output("sqlite3 " + database_.string() + " 'begin immediate' rollback 2>&1").empty()) {
  }
  ASSERT_TRUE(player.Play(0.55));
  const int shown = player.count();
  EXPECT_EQ(shown, 2);
  served->End(SIGKILL);
  locked.wait();
  EXPECT_EQ(Stored("select rep_count from sessions"), "0");
  served = Serve("300");
  const json welcome = player.Begin(served->port(), cookie, "squat", token);
  EXPECT_TRUE(welcome["resumed"]);
  EXPECT_EQ(welcome["count"], shown) << "what was shown is there";
  ASSERT_TRUE(player.Play(1));
  EXPECT_EQ(player.Stop()["count"], kRepetitions);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("ezpt.db-chunks-")) << "all of it is stored";
  }
}

TEST_F(LiveStore, AServerThatWasStoppedAndComesBackWritesNothingIntoWhatWentOnElsewhere) {
  const auto here = Serve("300");
  const auto there = Serve("300");
  const std::string cookie = NewCookie(*here);
  Player before = Squats();
  Player onwards = Squats();
  const std::string token = before.Begin(here->port(), cookie, "squat")["resume_token"];
  ASSERT_TRUE(before.Play(0.45));
  StopBetweenWrites(*here);
  onwards.SkipTo(0.45);
  const json welcome = onwards.Begin(there->port(), cookie, "squat", token);
  EXPECT_TRUE(welcome["resumed"]);
  here->Signal(SIGCONT);
  EXPECT_FALSE(before.Play(0.6)) << "it goes on with the frames that still come, until it has to store them";
  EXPECT_EQ(before.client().close_code, kTakenOver);
  ASSERT_TRUE(onwards.Play(1));
  EXPECT_EQ(onwards.Stop()["count"], kRepetitions);
  EXPECT_EQ(Stored(kOutcome), "4|done|record|");
}

TEST_F(LiveStore, AnUploadThatBreaksOffTakesNoRoomAndIsGoneOnWithAfterARestart) {
  auto served = Serve("300");
  const std::string cookie = NewCookie(*served);
  const auto begin = [&] {
    const std::string asks = R"({"key": "0123456789abcdef", "exercise": "squat", "side": null, "language": "en",)"
                             R"( "source": "camera", "started_ms": 0})";
    return server::Fetch(served->port(), server::Method::kPost, "/api/sessions",
                         {{"Cookie", cookie}, {"Origin", served->Origin()}}, asks);
  };
  const auto begun = begin();
  ASSERT_EQ(begun.status, 200) << begun.body;
  const std::string id = json::parse(begun.body)["session"];
  const std::string taken = Stored("select bytes from storage_usage");
  const std::string half = "PUT /api/sessions/" + id +
                           "/chunks/0 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(served->port()) +
                           "\r\nOrigin: " + served->Origin() + "\r\nCookie: " + cookie +
                           "\r\nContent-Length: 60000\r\n\r\n" + std::string(30'000, 'x');
  for (int i = 0; i < 10; ++i) {
    server::RawClient client(served->port());
    ASSERT_TRUE(client.Send(half));
  }
  server::RawClient under_way(served->port());
  ASSERT_TRUE(under_way.Send(half));
  served->End(SIGKILL);
  served = Serve("300");
  EXPECT_EQ(Stored("select bytes from storage_usage"), taken);
  EXPECT_EQ(Stored("select count(*) from session_chunks"), "0");
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.is_directory()) continue;
    EXPECT_EQ(entry.path().filename().string().substr(0, 7), "ezpt.db") << "left behind";
  }
  EXPECT_EQ(json::parse(begin().body)["session"], id) << "the same upload goes on";
}

TEST_F(LiveStore, NothingIsStoredOfASessionThatWasDeletedWhileItsChunksWaited) {
  const auto served = Serve("300");
  const std::string cookie = NewCookie(*served);
  Player player = Squats();
  const std::string id = player.Begin(served->port(), cookie, "squat")["session"];
  ASSERT_TRUE(player.Play(0.2));
  const auto locked = Lock("1");
  ASSERT_TRUE(player.Play(0.3));
  const std::string origin = "http://127.0.0.1:" + std::to_string(served->port());
  const auto answer = server::Fetch(served->port(), server::Method::kDelete, "/api/sessions/" + id,
                                    {{"Cookie", cookie}, {"Origin", origin}});
  EXPECT_EQ(answer.status / 100, 2) << answer.body;
  EXPECT_FALSE(player.Play(1)) << "the connection is closed";
  EXPECT_EQ(Stored("select (select count(*) from sessions) + (select count(*) from session_chunks)"), "0");
}

}  // namespace
}  // namespace ezpt::test
