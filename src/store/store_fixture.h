#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/database.h"
#include "store/mariadb_fixture.h"
#include "store/session_repository.h"

namespace ezpt::store {

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
