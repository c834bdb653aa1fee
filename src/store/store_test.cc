#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "store/connection.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/pose_vector_repository.h"
#include "store/session_repository.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away with the test.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("ezpt_store_" + std::to_string(getpid()) + "_" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string Path() const { return (folder_ / "ezpt with space.db").string(); }
  [[nodiscard]] std::shared_ptr<Database> Open() const {
    Result<std::shared_ptr<Database>> database = Database::Open("sqlite:" + Path());
    EXPECT_TRUE(database.ok()) << database.error().message;
    return database.ok() ? *database : nullptr;
  }

  fs::path folder_;
};

SessionRow Row(const std::string& id, const std::string& owner, int64_t started) {
  SessionRow row;
  row.id = id;
  row.owner = owner;
  row.exercise = "squat";
  row.side = "auto";
  row.source = "camera";
  row.started_ms = started;
  return row;
}

TEST_F(StoreTest, MigratesOnceAndOpensAgain) {
  EXPECT_EQ(*Open()->SchemaVersion(), NewestSchemaVersion());
  EXPECT_EQ(*Open()->SchemaVersion(), NewestSchemaVersion());
}

TEST_F(StoreTest, RefusesWhatItCannotOpen) {
  EXPECT_EQ(Database::Open("nothing").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Database::Open("mysql:host").error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(Database::Open("sqlite:/no/such/folder/x.db").error().code, ErrorCode::kUnavailable);
  std::ofstream(Path()) << std::string(5000, 'x');
  const auto damaged = Database::Open("sqlite:" + Path());
  EXPECT_EQ(damaged.error().code, ErrorCode::kDamaged) << damaged.error().message;
  EXPECT_EQ(damaged.error().message.find('\n'), std::string::npos);
}

TEST_F(StoreTest, SessionsBelongToTheirOwner) {
  SessionRepository sessions(Open());
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

TEST_F(StoreTest, ChunksAreBytesInOrder) {
  SessionRepository sessions(Open());
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes.push_back(static_cast<char>(i));
  ASSERT_TRUE(sessions.AppendChunk("s1", 0, bytes).ok());
  ASSERT_TRUE(sessions.AppendChunk("s1", 1, std::string(3, '\0')).ok());
  EXPECT_TRUE(sessions.AppendChunk("s1", 0, "again").ok());
  EXPECT_EQ(sessions.AppendChunk("s1", 3, "x").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(sessions.AppendChunk("s9", 0, "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(sessions.AppendChunk("s1", 2, std::string(kMaxChunkBytes + 1, 'x')).error().code,
            ErrorCode::kLimitExceeded);
  const auto chunks = sessions.Chunks("s1");
  ASSERT_EQ(chunks->size(), 2U);
  EXPECT_EQ((*chunks)[0], bytes);
  EXPECT_EQ((*chunks)[1], std::string(3, '\0'));
  ASSERT_TRUE(sessions.Delete("anna", "s1").ok());
  EXPECT_TRUE(sessions.Chunks("s1")->empty());
}

TEST_F(StoreTest, TheRecordGoesOnWithOtherBytesAfterTheChunksThatAreKept) {
  SessionRepository sessions(Open());
  for (const std::string id : {"s1", "s2"}) {
    ASSERT_TRUE(sessions.Create(Row(id, "anna", 1)).ok());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(sessions.AppendChunk(id, i, "first").ok());
  }
  ASSERT_TRUE(sessions.KeepChunks("s1", 1).ok());
  ASSERT_TRUE(sessions.AppendChunk("s1", 1, "second").ok());
  EXPECT_EQ(*sessions.Chunks("s1"), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(*sessions.ChunkCount("s2"), 3) << "another's stay";
  EXPECT_TRUE(sessions.KeepChunks("s1", 9).ok());
  EXPECT_EQ(*sessions.ChunkCount("s1"), 2);
  EXPECT_EQ(sessions.KeepChunks("s9", 0).error().code, ErrorCode::kNotFound);
}

TEST_F(StoreTest, FinishingKeepsTheFigures) {
  {
    SessionRepository sessions(Open());
    ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
    EXPECT_EQ(sessions.Unfinished()->size(), 1U);
    SessionRow row = Row("s1", "anna", 1);
    row.ended_ms = 99;
    row.ended = "done";
    row.count = 5;
    row.target = 10;
    row.correct = 3;
    row.duration_s = 12.5;
    ASSERT_TRUE(sessions.Finish(row).ok());
    EXPECT_EQ(sessions.Finish(Row("s9", "anna", 1)).error().code, ErrorCode::kNotFound);
  }
  SessionRepository sessions(Open());
  EXPECT_TRUE(sessions.Unfinished()->empty());
  const auto row = sessions.Get("anna", "s1");
  EXPECT_EQ(row->ended, "done");
  EXPECT_EQ(row->count, 5);
  EXPECT_EQ(row->correct, 3);
  EXPECT_EQ(row->duration_s, 12.5);
}

TEST_F(StoreTest, HostileTextIsOnlyText) {
  SessionRepository sessions(Open());
  const std::string id = "'; drop table sessions; --";
  ASSERT_TRUE(sessions.Create(Row(id, "anna", 1)).ok());
  EXPECT_EQ(sessions.Get("anna", id)->id, id);
}

TEST_F(StoreTest, PosesComeBackBitForBit) {
  const posedb::CollectionInfo info{"poses", 3, "2"};
  const float vector[] = {0.1f, -0.0f, 1e-38f};
  {
    PoseVectorRepository repository(Open());
    Result<posedb::Collection> collection = repository.Open(info);
    ASSERT_TRUE(collection.ok()) << collection.error().message;
    ASSERT_TRUE(collection->Insert(vector, {{"exercise", "squat"}, {"phase", "end \"quoted\""}}).ok());
    ASSERT_TRUE(collection->Insert(vector, {}).ok());
    ASSERT_TRUE(collection->Remove(2).ok());
  }
  PoseVectorRepository repository(Open());
  const Result<posedb::Collection> collection = repository.Open(*repository.Find("poses"));
  ASSERT_TRUE(collection.ok());
  ASSERT_EQ(collection->size(), 1U);
  EXPECT_EQ(collection->PointAt(0).vector, std::vector<float>(vector, vector + 3));
  EXPECT_EQ(collection->PayloadAt(0).at("phase"), "end \"quoted\"");
  EXPECT_EQ(repository.Collections()->front().points, 1U);
  EXPECT_EQ(repository.Find("other").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(repository.Open({"poses", 4, "2"}).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(StoreTest, ARemovedPosesIdIsNotGivenAgain) {
  const posedb::CollectionInfo info{"poses", 1, "1"};
  const float vector[] = {1};
  for (posedb::PointId expected = 1; expected <= 3; ++expected) {
    PoseVectorRepository repository(Open());
    Result<posedb::Collection> collection = repository.Open(info);
    ASSERT_TRUE(collection.ok()) << collection.error().message;
    const Result<posedb::PointId> id = collection->Insert(vector, {});
    ASSERT_TRUE(id.ok()) << id.error().message;
    EXPECT_EQ(*id, expected);
    ASSERT_TRUE(collection->Remove(*id).ok());
  }
}

TEST_F(StoreTest, TwoWritersDoNotTakeOneId) {
  const posedb::CollectionInfo info{"poses", 1, "1"};
  const float vector[] = {1};
  PoseVectorRepository one(Open()), other(Open());
  Result<posedb::Collection> first = one.Open(info);
  Result<posedb::Collection> second = other.Open(info);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(first->Insert(vector, {}).ok());
  ASSERT_TRUE(first->Remove(1).ok());
  EXPECT_EQ(second->Insert(vector, {}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(second->size(), 0U);
}

TEST_F(StoreTest, PosesOfTheFirstSchemaKeepTheirIds) {
  const posedb::CollectionInfo info{"poses", 1, "1"};
  const float vector[] = {1};
  {
    const std::shared_ptr<Database> database = Open();
    PoseVectorRepository repository(database);
    Result<posedb::Collection> collection = repository.Open(info);
    ASSERT_TRUE(collection.ok());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(collection->Insert(vector, {}).ok());
    // As the first schema left it.
    soci::session& sql = database->connection().session();
    sql << "alter table pose_collections drop column next_id";
    sql << "delete from schema_version where version > 1";
  }
  PoseVectorRepository repository(Open());
  Result<posedb::Collection> collection = repository.Open(info);
  ASSERT_TRUE(collection.ok()) << collection.error().message;
  EXPECT_EQ(*collection->Insert(vector, {}), 4);
}

/// Inserts until it is killed; writes one byte for every acknowledged insert.
[[noreturn]] void InsertForever(const std::string& path, int acknowledged) {
  Result<std::shared_ptr<Database>> database = Database::Open("sqlite:" + path);
  if (!database.ok()) _exit(1);
  PoseVectorRepository repository(*database);
  Result<posedb::Collection> collection = repository.Open({"poses", 2, "1"});
  if (!collection.ok()) _exit(1);
  for (int i = 0;; ++i) {
    const float vector[] = {static_cast<float>(i), 1.0f};
    if (!collection->Insert(vector, {{"n", std::to_string(i)}}).ok()) _exit(1);
    if (write(acknowledged, "x", 1) != 1) _exit(1);
  }
}

TEST_F(StoreTest, AcknowledgedInsertSurvivesKill) {
  constexpr int kInserts = 25;
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(pipe_ends[0]);
    InsertForever(Path(), pipe_ends[1]);
  }
  close(pipe_ends[1]);
  int acknowledged = 0;
  char byte = 0;
  while (acknowledged < kInserts && read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  kill(child, SIGKILL);
  while (read(pipe_ends[0], &byte, 1) == 1) ++acknowledged;
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  ASSERT_GE(acknowledged, kInserts);

  PoseVectorRepository repository(Open());
  const Result<posedb::Collection> collection = repository.Open({"poses", 2, "1"});
  ASSERT_TRUE(collection.ok()) << collection.error().message;
  ASSERT_GE(collection->size(), static_cast<std::size_t>(acknowledged));
  for (std::size_t i = 0; i < collection->size(); ++i) {
    EXPECT_EQ(collection->PointAt(i).vector[0], static_cast<float>(i));
  }
}

}  // namespace
}  // namespace ezpt::store
