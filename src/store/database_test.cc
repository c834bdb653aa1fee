#include "store/database.h"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "store/definition_repository.h"
#include "store/migrations.h"
#include "store/person_repository.h"
#include "store/pose_vector_repository.h"
#include "store/secret_repository.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, EachEngine, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

namespace fs = std::filesystem;

std::string FileText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Another program's connection to the same file, as a backup's.
soci::session Stranger(const std::string& path) { return {soci::sqlite3, "dbname=\"" + path + "\" timeout=5"}; }

TEST_P(EachEngine, MigratesOnceAndOpensAgain) {
  EXPECT_EQ(*Open()->SchemaVersion(), NewestSchemaVersion());
  EXPECT_EQ(*Open()->SchemaVersion(), NewestSchemaVersion());
}

TEST_F(StoreTest, RefusesWhatItCannotOpen) {
  EXPECT_EQ(Database::Open("nothing").error().code, ErrorCode::kInvalidArgument);
  for (const char* wrong : {"mysql:", "mysql:host", "mysql:host=x", "mysql:dbname=x password=y", "mysql:dbname='x"}) {
    EXPECT_EQ(Database::Open(wrong).error().code, ErrorCode::kInvalidArgument) << wrong;
  }
  EXPECT_EQ(Database::Open("mysql:unix_socket=/no/such dbname=x").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(Database::Open("sqlite:/no/such/folder/x.db").error().code, ErrorCode::kUnavailable);
  std::ofstream(Path()) << std::string(5000, 'x');
  const auto damaged = Database::Open("sqlite:" + Path());
  EXPECT_EQ(damaged.error().code, ErrorCode::kDamaged) << damaged.error().message;
  EXPECT_EQ(damaged.error().message.find('\n'), std::string::npos);
}

TEST_F(StoreTest, WaitsForALockThatAnotherProgramHolds) {
  constexpr auto kHeld = std::chrono::milliseconds(400);
  SessionRepository sessions = SessionsOf(Open());
  PoseVectorRepository poses(Open());
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  const SessionRef session = Ref("s1");
  soci::session stranger = Stranger(Path());
  stranger << "begin immediate";
  std::atomic<bool> released = false;
  std::thread backup([&] {
    std::this_thread::sleep_for(kHeld);
    released = true;
    stranger << "rollback";
  });
  EXPECT_EQ(sessions.Get("anna", "s1")->exercise, "squat") << "reading does not wait";
  EXPECT_FALSE(released);
  const Status stored = sessions.AppendChunk(session, 0, "x", 1);
  EXPECT_TRUE(stored.ok()) << stored.error().message;
  EXPECT_TRUE(released);
  backup.join();
  EXPECT_TRUE(poses.Declare({"poses", 1, "1"}).ok());
}

/// A transaction that reads first and then writes does not wait for the lock at all.
TEST_P(EachEngine, WritersThatReadFirstDoNotFailEachOther) {
  constexpr int kEach = 30;
  SessionRepository one = SessionsOf(Open());
  SessionRepository other = SessionsOf(Open());
  ASSERT_TRUE(one.Create(Row("s1", "anna", 1)).ok());
  ASSERT_TRUE(other.Create(Row("s2", "ben", 1)).ok());
  const auto append = [this](SessionRepository& sessions, const std::string& id) {
    const SessionRef session = Ref(id);
    int stored = 0;
    for (int i = 0; i < kEach; ++i) stored += sessions.AppendChunk(session, i, "x", 1).ok() ? 1 : 0;
    return stored;
  };
  int stored_by_other = 0;
  std::thread thread([&] { stored_by_other = append(other, "s2"); });
  EXPECT_EQ(append(one, "s1"), kEach);
  thread.join();
  EXPECT_EQ(stored_by_other, kEach);
}

TEST_F(StoreTest, AFileThatIsGoneOrReplacedIsNotWrittenTo) {
  const std::shared_ptr<Database> database = Open();
  EXPECT_TRUE(database->CheckWritable().ok());
  SessionRepository sessions = SessionsOf(database);
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  const SessionRef session = Ref("s1");
  fs::remove(Path());
  EXPECT_EQ(sessions.AppendChunk(session, 0, "x", 1).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(database->CheckWritable().error().code, ErrorCode::kUnavailable);
  std::ofstream(Path()) << "";
  EXPECT_EQ(database->CheckWritable().error().code, ErrorCode::kUnavailable);
}

TEST_F(StoreTest, ItsFilesAreReadByNobodyElse) {
  constexpr mode_t kOthers = 0077;
  const std::shared_ptr<Database> database = Open();
  ASSERT_TRUE(SessionsOf(database).Create(Row("s1", "anna", 1)).ok());
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    struct stat file {};
    ASSERT_EQ(stat(entry.path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & kOthers, 0U) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 3) << "the database, its log and its index";
}

TEST_F(StoreTest, AFileOfBeforeIsMadePrivate) {
  ASSERT_NE(Open(), nullptr);
  ASSERT_EQ(chmod(Path().c_str(), 0644), 0);
  ASSERT_NE(Open(), nullptr);
  struct stat file {};
  ASSERT_EQ(stat(Path().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
}

TEST_F(StoreTest, NothingDeletedIsLeftInTheRawFiles) {
  const auto stored_chunk = [&](int index) {
    std::string bytes;
    soci::session sql = Stranger(Path());
    sql << "select bytes from session_chunks where chunk_index = :index", soci::use(index), soci::into(bytes);
    return bytes;
  };
  const std::shared_ptr<Database> database = Open();
  SessionRepository sessions = SessionsOf(database);
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, "kept", 1).ok());
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, std::string(9000, 'x'), 1).ok());
  const std::string secret = stored_chunk(1).substr(0, 100);  // Encrypted, and gone all the same.
  const auto found = [&](const std::string& bytes) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      count += FileText(entry.path()).find(bytes) != std::string::npos ? 1 : 0;
    }
    return count;
  };
  EXPECT_GT(found(secret), 0) << "or the test shows nothing";
  ASSERT_TRUE(sessions.KeepChunks(Ref("s1"), 1, 1).ok());
  EXPECT_EQ(found(secret), 0);
  ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, "another", 1).ok());
  const std::string another = stored_chunk(1);
  EXPECT_GT(found(another), 0);
  ASSERT_TRUE(sessions.Delete("anna", "s1").ok());
  EXPECT_EQ(found(another), 0);
}

TEST_F(StoreTest, ADumpRestoredBySqlIsWhole) {
  ASSERT_EQ(std::system("sqlite3 -version >/dev/null 2>&1"), 0) << "./x setup test installs sqlite3";
  const std::string restored = (folder_ / "restored.db").string();
  const float vector[] = {1, 2, 3};
  {
    const std::shared_ptr<Database> database = Open();
    SessionRepository sessions = SessionsOf(database);
    ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
    ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 0, EveryByte(), 1).ok());
    ASSERT_TRUE(sessions.AppendChunk(Ref("s1"), 1, std::string(100, '\0'), 1).ok());
    PoseVectorRepository poses(database);
    ASSERT_TRUE(poses.Open({"poses", 3, "1"})->Insert(vector, {}).ok());
    ASSERT_TRUE(SecretRepository(database).GetOrKeep("key", EveryByte()).ok());
  }
  const std::string dump = "sqlite3 '" + Path() + "' .dump | sqlite3 '" + restored + "'";
  ASSERT_EQ(std::system(dump.c_str()), 0);
  const auto database = Database::Open("sqlite:" + restored);
  ASSERT_TRUE(database.ok()) << database.error().message;
  SessionRepository sessions = SessionsOf(*database);
  EXPECT_EQ(*sessions.Chunks(RefOf(*database, "s1")), (std::vector<std::string>{EveryByte(), std::string(100, '\0')}));
  EXPECT_EQ(PoseVectorRepository(*database).Open({"poses", 3, "1"})->PointAt(0).vector,
            std::vector<float>(vector, vector + 3));
  EXPECT_EQ(*SecretRepository(*database).GetOrKeep("key", "other"), EveryByte());
}

TEST_P(EachEngine, TwoProgramsMayBringItUpToDateAtOnce) {
  if (spec_.starts_with("sqlite:")) {
    soci::session sql = Stranger(Path());
    ASSERT_TRUE(Migrate(*SqliteEngine(Path()), sql, 1).ok());
  }
  std::atomic<int> opened = 0;
  const auto open = [&] { opened += Database::Open(spec_).ok() ? 1 : 0; };
  std::thread one(open), other(open);
  one.join();
  other.join();
  EXPECT_EQ(opened, 2);
}

/// A server commits each change of a table by itself: one was made, and the program died before it could note that.
TEST_F(StoreTest, AStepThatWasBrokenOffOnAServerGoesOn) {
  const std::string spec = MariaDbServer::Get().NewDatabase();
  ASSERT_TRUE(Database::Open(spec).ok());
  {
    soci::session sql(soci::mysql, spec.substr(spec.find(':') + 1));
    sql << "delete from schema_version where version >= 4";
    sql << "delete from schema_progress where version >= 3 or (version = 2 and done > 20)";
    sql << "drop table pain_reports";
  }
  const auto again = Database::Open(spec);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*(*again)->SchemaVersion(), NewestSchemaVersion());
  SessionRepository sessions = SessionsOf(*again);
  ASSERT_TRUE(sessions.Create(Row("s1", "anna", 1)).ok());
  EXPECT_TRUE(PersonRepository(*again).SetPain("anna", "s1", 3).ok());
}

TEST_P(EachEngine, DefinitionsAndKeysAreKeptOnce) {
  const std::shared_ptr<Database> database = Open();
  DefinitionRepository definitions(database);
  ASSERT_TRUE(definitions.Keep("aa", "squat", "{}").ok());
  ASSERT_TRUE(definitions.Keep("aa", "squat", "{changed}").ok());
  EXPECT_EQ(*definitions.Get("aa"), "{}");
  EXPECT_EQ(definitions.Get("bb").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*SecretRepository(database).GetOrKeep("key", EveryByte()), EveryByte());
  EXPECT_EQ(*SecretRepository(Open()).GetOrKeep("key", "second"), EveryByte());
}

TEST_P(EachEngine, OneUseWithinAnotherIsAnErrorAndNoWaitForItself) {
  const std::shared_ptr<Database> database = Open();
  ErrorCode inner = ErrorCode::kNotFound;
  const Status outer = database->Read("outer", [&](ReadTx&) -> Status {
    inner = database->Read("inner", [](ReadTx&) -> Status { return {}; }).error().code;
    return {};
  });
  EXPECT_TRUE(outer.ok());
  EXPECT_EQ(inner, ErrorCode::kInternal);
  EXPECT_TRUE(database->CheckWritable().ok()) << "and it goes on";
}

}  // namespace
}  // namespace ezpt::store
