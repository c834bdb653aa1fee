// A database of every earlier schema is whole after it was brought up to date.

#include <gtest/gtest.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fstream>
#include <iterator>
#include <string>

#include "store/migrations.h"
#include "store/person_repository.h"
#include "store/pose_vector_repository.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

constexpr int kWithRuns = 3;     ///< Since then sessions have a summary.
constexpr int kWithPersons = 5;  ///< Since then limits and pain are kept.

class UpgradeTest : public StoreTest, public ::testing::WithParamInterface<int> {
 protected:
  /// The stored file of that schema.
  void SetUp() override {
    StoreTest::SetUp();
    const std::string name = "/src/store/earlier_schemas/schema_" + std::to_string(GetParam()) + ".sql";
    std::ifstream file(EZPT_SOURCE_DIR + name);
    ASSERT_TRUE(file) << name << ": a step of the schema is there, and no file that it was made for";
    const std::string text(std::istreambuf_iterator<char>(file), {});
    soci::session sql(soci::sqlite3, "dbname=\"" + Path() + "\"");
    std::size_t from = 0;
    for (std::size_t end = text.find(";\n"); end != std::string::npos; end = text.find(";\n", from)) {
      sql << text.substr(from, end - from);
      from = end + 2;
    }
  }
};

// Each schema that was ever there: a new step needs a file of the one before it.
INSTANTIATE_TEST_SUITE_P(Schemas, UpgradeTest, ::testing::Range(1, NewestSchemaVersion() + 1));

TEST_P(UpgradeTest, ASessionOfBeforeIsWhole) {
  const std::shared_ptr<Database> database = Open();
  ASSERT_EQ(*database->SchemaVersion(), NewestSchemaVersion());
  SessionRepository sessions = SessionsOf(database);
  const auto row = sessions.Get("anna", "s1");
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_EQ(row->exercise, "squat");
  EXPECT_EQ(row->count, 5);
  EXPECT_EQ(row->duration_s, 12.5);
  EXPECT_EQ(sessions.Chunks(Ref("s1"))->front(), EveryByte());
  EXPECT_EQ(sessions.Runs(Ref("s1"))->size(), GetParam() >= kWithRuns ? 1U : 0U);
  EXPECT_GE(row->bytes, kRowBytes + 256);
  std::string type;  // Until schema 3 bytes were text, of which a dump by SQL keeps what comes before the first zero.
  soci::session(soci::sqlite3, "dbname=\"" + Path() + "\"") << "select distinct typeof(bytes) from session_chunks",
      soci::into(type);
  EXPECT_EQ(type, "blob");
  EXPECT_EQ(Upkeep().WithoutRun("3", 9)->size(), GetParam() >= kWithRuns ? 0U : 1U);
}

TEST_P(UpgradeTest, WhatIsKnownOfThePersonIsThere) {
  PersonRepository persons(Open());
  const bool kept = GetParam() >= kWithPersons;
  EXPECT_EQ(persons.Limits("anna")->size(), kept ? 1U : 0U);
  EXPECT_EQ(*persons.PainOf(Ref("s1")), kept ? std::optional(4) : std::nullopt);
}

TEST_P(UpgradeTest, PosesKeepTheirIds) {
  PoseVectorRepository repository(Open());
  Result<posedb::Collection> poses = repository.Open({"poses", 1, "coco17-1"});
  ASSERT_TRUE(poses.ok()) << poses.error().message;
  const float vector[] = {1};
  EXPECT_EQ(poses->PointAt(0).vector, std::vector<float>(vector, vector + 1));
  EXPECT_EQ(*poses->Insert(vector, {}), 2);
}

}  // namespace
}  // namespace ezpt::store
