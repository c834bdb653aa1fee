#include "server/live/chunk_journal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "server/log.h"
#include "server/owner.h"

namespace ezpt::server {
namespace {

namespace fs = std::filesystem;

class ChunkJournalTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
    folder_ = fs::path(testing::TempDir()) / ("ezpt_journal_" + NewId());
    fs::create_directory(folder_);
  }
  void TearDown() override {
    SetLogLevel(LogLevel::kNormal);
    fs::remove_all(folder_);
  }

  [[nodiscard]] std::string Prefix() const { return (folder_ / "ezpt.db-chunks-").string(); }
  [[nodiscard]] fs::path File() const { return fs::directory_iterator(folder_)->path(); }
  [[nodiscard]] std::vector<std::string> Recovered(const Status& answer = {}) const {
    std::vector<std::string> bytes;
    (void)ChunkJournal(Prefix()).Recover([&](const JournaledChunk& chunk) {
      bytes.push_back(chunk.session + " " + std::to_string(chunk.lease) + " " + std::to_string(chunk.index) + " " +
                      chunk.bytes);
      return answer;
    });
    return bytes;
  }
  /// A file of two chunks, as a process leaves it that dies.
  void LeaveTwo() const {
    ChunkJournal journal(Prefix());
    ASSERT_TRUE(journal.Keep({"a", 7, 0, std::string("\0x", 2)}));
    ASSERT_TRUE(journal.Keep({"b", 8, 3, "y"}));
  }

  const std::vector<std::string> two_ = {std::string("a 7 0 \0x", 8), "b 8 3 y"};
  fs::path folder_;
};

TEST_F(ChunkJournalTest, WhatADeadProcessLeftIsStoredOnceAndThenGone) {
  LeaveTwo();
  EXPECT_EQ(fs::status(File()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(Recovered(Error{ErrorCode::kBusy, "locked"}), two_) << "and it stays for the next time";
  EXPECT_EQ(Recovered(Error{ErrorCode::kConflict, "it went on elsewhere"}), two_) << "which is for good";
  EXPECT_TRUE(Recovered().empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ChunkJournalTest, UnderAKeyNothingOfItIsPlainAndNothingMovedIsTaken) {
  const store::SecretKey key = store::SecretKey::Random();
  const std::string landmarks = "LANDMARKS-OF-ANNA";
  const auto recovered = [&](const store::SecretKey& with) {
    std::vector<std::string> bytes;
    (void)ChunkJournal(Prefix(), with).Recover([&](const JournaledChunk& chunk) -> Status {
      bytes.push_back(chunk.session + " " + chunk.bytes);
      return Error{ErrorCode::kBusy, "locked"};
    });
    return bytes;
  };
  LeaveTwo();  // By a program of before.
  ASSERT_TRUE(ChunkJournal(Prefix(), key).Keep({"a", 7, 0, landmarks}));
  for (const auto& entry : fs::directory_iterator(folder_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}).find(landmarks), std::string::npos);
  }
  const std::vector<std::string> all = recovered(key);
  EXPECT_EQ(all.size(), 3U) << "and what is plain is read as it is";
  EXPECT_NE(std::find(all.begin(), all.end(), "a " + landmarks), all.end());
  EXPECT_EQ(Recovered(Error{ErrorCode::kBusy, "locked"}).size(), 2U) << "without the key the others stay";
  EXPECT_EQ(recovered(store::SecretKey::Random()).size(), 2U) << "another's key";
}

TEST_F(ChunkJournalTest, AFileOfAProcessThatLivesIsLeftAlone) {
  ChunkJournal living(Prefix());
  ASSERT_TRUE(living.Keep({"a", 1, 0, "x"}));
  EXPECT_TRUE(Recovered().empty());
  EXPECT_FALSE(fs::is_empty(folder_));
}

TEST_F(ChunkJournalTest, WhatIsStoredIsClearedAndLeavesNoFile) {
  {
    ChunkJournal journal(Prefix());
    ASSERT_TRUE(journal.Keep({"a", 1, 0, "x"}));
    journal.Clear();
    EXPECT_EQ(fs::file_size(File()), 0u);
    ASSERT_TRUE(journal.Keep({"a", 1, 1, "y"}));
    journal.Clear();
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ChunkJournalTest, AtEveryLengthOfACutFileTheWholeChunksAreRead) {
  LeaveTwo();
  const fs::path file = File();
  std::ifstream in(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const std::size_t first = 8 + 16 + 1 + 2;  // Head, numbers, id, bytes.
  for (std::size_t size = 0; size < content.size(); ++size) {
    std::ofstream(file, std::ios::binary) << content.substr(0, size);
    EXPECT_EQ(Recovered().size(), size < first ? 0u : 1u) << size;
  }
}

TEST_F(ChunkJournalTest, WithoutAPlaceNothingIsKept) { EXPECT_FALSE(ChunkJournal("").Keep({"a", 1, 0, "x"})); }

}  // namespace
}  // namespace ezpt::server
