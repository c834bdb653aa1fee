#include "store/pose_vector_repository.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "store/migrations.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

TEST_P(EachEngine, PosesComeBackBitForBit) {
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

TEST_P(EachEngine, ARemovedPosesIdIsNotGivenAgain) {
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

TEST_P(EachEngine, TwoWritersDoNotTakeOneId) {
  const posedb::CollectionInfo info{"poses", 1, "1"};
  const float vector[] = {1};
  PoseVectorRepository one(Open()), other(Open());
  Result<posedb::Collection> first = one.Open(info);
  Result<posedb::Collection> second = other.Open(info);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(first->Insert(vector, {}).ok());
  ASSERT_TRUE(first->Remove(1).ok());
  EXPECT_EQ(second->Insert(vector, {}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(second->size(), 0U);
}

TEST_P(EachEngine, SeveralPosesAreKeptAllOrNone) {
  PoseVectorRepository repository(Open());
  Result<posedb::Collection> collection = repository.Open({"poses", 1, "1"});
  ASSERT_TRUE(collection.ok());
  EXPECT_EQ(collection->InsertAll({{{1}, {}}, {{2, 3}, {}}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(repository.Collections()->front().points, 0U);
  EXPECT_EQ(*collection->InsertAll({{{1}, {}}, {{2}, {}}}), 1);
  EXPECT_EQ(*collection->Insert(std::vector<float>{3}, {}), 3);
  EXPECT_EQ(repository.Open({"poses", 1, "1"})->PointAt(1).vector, std::vector<float>{2});
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
