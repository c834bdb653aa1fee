// Of a person who was erased nothing is left: in no table, in no file.

#include "store/erasure.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "coach/session_record.h"
#include "store/backup.h"
#include "store/person_repository.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

const std::string kName = "squat-of-anna-alone";
const std::string kSummary = "SUMMARY-OF-ANNA";

/// A chunk that can be read, with a text that one can look for.
std::string Chunk(uint32_t index) {
  coach::RecordChunk chunk;
  chunk.index = index;
  chunk.stream = {body::Topology::kCoco17, body::Space::kImage, 640, 480, 30.0, false};
  chunk.items.emplace_back(coach::RecordedFrame{1, 0, {Seconds(1 + index), std::nullopt}});
  return coach::EncodeChunk(chunk);
}

class ErasureTest : public EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    WriteKeyOfTheTests(Key());
    for (const std::string owner : {"anna", "ben"}) Fill(owner);
  }
  void Fill(const std::string& owner) const {
    SessionRepository sessions = SessionsOf(Open());
    PersonRepository persons(Open());
    SessionRow begun = Row("s1 of " + owner, owner, 1);
    begun.exercise = owner == "anna" ? kName : "squat";
    StoredSession row = *sessions.Create(begun);
    for (uint32_t i = 0; i < 3; ++i) {
      ASSERT_TRUE(sessions.AppendChunk(row.ref(), static_cast<int>(i), Chunk(i), 1).ok());
    }
    row.ended_ms = 9;
    row.ended = "pain";
    ASSERT_TRUE(sessions.Finish(row, RunBy("1", kSummary)).ok());
    ASSERT_TRUE(persons.SetPain(owner, row.id, 4).ok());
    ASSERT_TRUE(persons.SetLimit(owner, {"squat", "{\"limit of\":\"" + owner + "\"}", 7}).ok());
  }
  [[nodiscard]] std::string Key() const { return (folder_ / "the.key").string(); }
  /// How many files of the database, its log and copies hold it.
  [[nodiscard]] int FilesWith(const std::string& text) const {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      if (bytes.find(text) != std::string::npos) ++count;
    }
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ErasureTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(ErasureTest, EveryRowAndKeyOfThatPersonGoesAndNobodyElses) {
  SessionRepository sessions = SessionsOf(Open());
  const int64_t before = sessions.Get("anna", "s1 of anna")->bytes;
  const int64_t total = std::stoll(Ask("select bytes from storage_usage"));
  const auto erased = ErasePerson(*Open(), "anna");
  ASSERT_TRUE(erased.ok()) << erased.error().message;
  EXPECT_EQ(erased->sessions, 1);
  EXPECT_EQ(erased->keys, 1);
  for (const std::string table : {"sessions", "personal_limits", "data_keys"}) {
    EXPECT_EQ(Ask("select count(*) from " + table + " where owner = 'anna'"), "0") << table;
    EXPECT_EQ(Ask("select count(*) from " + table + " where owner = 'ben'"), "1") << table;
  }
  for (const std::string table : {"session_chunks", "scoring_runs", "pain_reports"}) {
    EXPECT_EQ(Ask("select count(distinct session_id) from " + table), "1") << table;
  }
  EXPECT_EQ(std::stoll(Ask("select bytes from storage_usage")), total - before);
  EXPECT_EQ(sessions.Chunks(Ref("s1 of ben"))->size(), 3U);
  EXPECT_EQ(ErasePerson(*Open(), "anna")->sessions, 0) << "done again it changes nothing";
}

TEST_P(ErasureTest, WhoIsErasedMayBeginAgain) {
  ASSERT_TRUE(ErasePerson(*Open(), "anna").ok());
  Fill("anna");
  EXPECT_EQ(SessionsOf(Open()).Chunks(Ref("s1 of anna"))->size(), 3U);
}

TEST_P(ErasureTest, CopiesThatOthersHaveOfTheRecordGoWithIt) {
  SessionRepository sessions = SessionsOf(Open());
  ASSERT_TRUE(sessions.Copy(Ref("s1 of anna"), "copy", "ben").ok());
  ASSERT_TRUE(sessions.Copy(Ref("s1 of ben"), "copy of ben", "anna").ok());
  ASSERT_TRUE(ErasePerson(*Open(), "anna").ok());
  EXPECT_EQ(Ask("select count(*) from sessions"), "1");
  EXPECT_EQ(sessions.Chunks(Ref("s1 of ben"))->size(), 3U) << "the record of which they had a copy stays";
}

TEST_P(ErasureTest, AKeyThatEncryptsWhatIsAnothersIsNotDestroyed) {
  Change("update sessions set owner = 'account' where owner = 'anna'");  // And not the keys, by mistake.
  EXPECT_EQ(ErasePerson(*Open(), "anna").error().code, ErrorCode::kConflict);
  EXPECT_EQ(SessionsOf(Open()).Chunks(Ref("s1 of anna"))->size(), 3U);
}

TEST_P(ErasureTest, NoFileHoldsAnythingOfThatPerson) {
  if (std::string(GetParam()) != "SQLite") GTEST_SKIP() << "a server's files are its operator's";
  const std::shared_ptr<Database> keeps_the_log = Open();
  const std::string stored =
      Ask("select bytes from session_chunks where session_id = 's1 of anna' and chunk_index = 0");
  const std::string wrapped = Ask("select wrapped from data_keys where owner = 'anna'");
  const std::string before = (folder_ / "before.db").string(), after = (folder_ / "after.db").string();
  ASSERT_TRUE(BackUp(spec_, before, Key()).ok());
  for (const std::string& text : {kName, stored, wrapped}) EXPECT_GT(FilesWith(text), 1) << "or the test shows nothing";
  EXPECT_EQ(FilesWith(Chunk(0)), 0) << "nothing is plain, in the backup of before neither";
  EXPECT_EQ(FilesWith(kSummary), 0);

  ASSERT_TRUE(ErasePerson(*keeps_the_log, "anna").ok());
  ASSERT_TRUE(BackUp(spec_, after, Key()).ok());
  EXPECT_EQ(CheckCopy(after, Key())->sessions, 1);
  for (const std::string& text : {kName, stored, wrapped, std::string("limit of\":\"anna")}) {
    EXPECT_EQ(FilesWith(text), 1) << "in the backup of before alone";
  }
  // That one is as readable as it was, to who has the master key.
  EXPECT_EQ(CheckCopy(before, Key())->chunks, 6);
  const std::shared_ptr<Database> copy = *Database::Open("sqlite:" + before);
  EXPECT_EQ(SessionsOf(copy).Chunk(RefOf(copy, "s1 of anna"), 0).value_or(""), Chunk(0));
  fs::remove(before);
  for (const std::string& text : {kName, stored, wrapped}) EXPECT_EQ(FilesWith(text), 0);
}

}  // namespace
}  // namespace ezpt::store
