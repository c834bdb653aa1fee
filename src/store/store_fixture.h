#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "store/connection.h"
#include "store/database.h"
#include "store/key_ring.h"
#include "store/mariadb_fixture.h"
#include "store/session_repository.h"
#include "store/session_upkeep.h"

namespace ezpt::store {

/// The same for every program of a test, as if each had the same file; what earlier_schemas/ is encrypted with.
inline void WriteKeyOfTheTests(const std::filesystem::path& file) {
  std::ofstream(file) << "ezpt master key 1\n" << std::string(64, '7') << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

inline MasterKey KeyOfTheTests() {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("ezpt_store_" + std::to_string(getpid()) + ".key");
  WriteKeyOfTheTests(file);
  const Result<MasterKey> key = MasterKey::Read(file);
  EXPECT_TRUE(key.ok()) << key.error().message;
  std::filesystem::remove(file);
  return *key;
}

inline std::shared_ptr<const KeyRing> KeysOf(const std::shared_ptr<Database>& database) {
  static const MasterKey key = KeyOfTheTests();
  Result<std::shared_ptr<const KeyRing>> keys = KeyRing::With(database, key);
  EXPECT_TRUE(keys.ok()) << keys.error().message;
  return keys.ok() ? *keys : nullptr;
}

inline SessionRepository SessionsOf(const std::shared_ptr<Database>& database, const StorageLimits& limits = {}) {
  return {database, KeysOf(database), limits};
}

/// The session of that id, whoever's.
inline SessionRef RefOf(const std::shared_ptr<Database>& database, const std::string& id) {
  const Result<StoredSession> found = SessionUpkeep(database).Find(id);
  EXPECT_TRUE(found.ok()) << found.error().message;
  return found->ref();
}

/// A folder that goes away with the test, and a database in it.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("ezpt_store_" + std::to_string(getpid()) + "_" +
               std::to_string(::testing::UnitTest::GetInstance()->current_test_info()->line()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Path() const { return (folder_ / "ezpt with space.db").string(); }
  [[nodiscard]] std::shared_ptr<Database> Open() const {
    Result<std::shared_ptr<Database>> database = Database::Open("sqlite:" + Path());
    EXPECT_TRUE(database.ok()) << database.error().message;
    return database.ok() ? *database : nullptr;
  }
  [[nodiscard]] SessionRef Ref(const std::string& id) const { return RefOf(Open(), id); }
  [[nodiscard]] SessionUpkeep Upkeep() const { return SessionUpkeep(Open()); }

  std::filesystem::path folder_;
};

/// On SQLite and on MariaDB alike.
class EachEngine : public StoreTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    const bool server = std::string(GetParam()) == "MariaDB";
    spec_ = server ? MariaDbServer::Get().NewDatabase() : "sqlite:" + Path();
  }
  /// Another program's, of the same database, each time.
  [[nodiscard]] std::shared_ptr<Database> Open() const {
    Result<std::shared_ptr<Database>> database = Database::Open(spec_);
    EXPECT_TRUE(database.ok()) << database.error().message;
    return database.ok() ? *database : nullptr;
  }
  [[nodiscard]] SessionRef Ref(const std::string& id) const { return RefOf(Open(), id); }
  [[nodiscard]] SessionUpkeep Upkeep() const { return SessionUpkeep(Open()); }

  /// What one SQL statement gives, or nothing where it gives no row.
  [[nodiscard]] std::string Ask(const std::string& statement) const {
    std::string answer;
    const auto asked = Open()->connection().Write("ask", [&](soci::session& sql) -> Status {
      sql << statement, soci::into(answer);
      return {};
    });
    EXPECT_TRUE(asked.ok()) << asked.error().message;
    return answer;
  }
  /// As a stranger who may write to the database does.
  void Change(const std::string& statement) const {
    const auto changed = Open()->connection().Write("change", [&](soci::session& sql) -> Status {
      sql << statement;
      return {};
    });
    EXPECT_TRUE(changed.ok()) << changed.error().message;
  }

  std::string spec_;
};

inline SessionRow Row(const std::string& id, const std::string& owner, int64_t started) {
  SessionRow row;
  row.id = id;
  row.owner = owner;
  row.exercise = "squat";
  row.side = "auto";
  row.source = "camera";
  row.started_ms = started;
  row.lease.number = 1;  // What Create makes it.
  return row;
}

inline ScoringRun RunBy(const std::string& engine, const std::string& summary) {
  ScoringRun run;
  run.engine = engine;
  run.summary = summary;
  return run;
}

/// All byte values, zero and what is no UTF-8 among them.
inline std::string EveryByte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

}  // namespace ezpt::store
