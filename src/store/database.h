#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace ezpt::store {

/// One SQL database, its schema brought up to date. All repositories of a
/// process share one, on SQLite or on a MariaDB or MySQL server; thread-safe.
/// Calls block: never from an I/O thread. Nothing is thrown.
///
/// What a call acknowledged is on disk: SQLite in WAL mode with synchronous=FULL
/// survives a killed process and a lost machine. Its files are made 0600, and what
/// is deleted is overwritten (secure_delete). Of a server both are its operator's
/// to see to (docs/operating.md).
class Database {
 public:
  /// How long a call waits for a lock that another process holds.
  static constexpr std::chrono::milliseconds kLockPatience{5000};

  /// @param spec "sqlite:PATH"; the file is made if it is absent, its folder is
  ///   not. "sqlite::memory:" lives as long as the Database. Or "mysql:KEY=VALUE …"
  ///   (store/engine.h), of a database that is there, for this program alone.
  /// Errors: kInvalidArgument for another form; kUnsupported when a newer program
  /// wrote it; kDamaged when the file is not a database; kBusy when it stayed
  /// locked; kUnavailable when it cannot be opened or reached.
  static Result<std::shared_ptr<Database>> Open(const std::string& spec);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// The version of the schema (store/migrations.h).
  [[nodiscard]] Result<int> SchemaVersion();

  /// Writes and reads back one row: true readiness. Errors: kBusy, kUnavailable.
  [[nodiscard]] Status CheckWritable();

  /// What is left on the disk that holds it; the largest number where that is not known.
  [[nodiscard]] int64_t FreeBytes() const;

  /// The connection itself; for the repositories (store/connection.h).
  class Connection;
  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

/// The path beside which a program keeps files of its own: the database's file's; `ezpt` in the current folder where a
/// server has the database; empty where nothing outlasts the program ("sqlite::memory:").
[[nodiscard]] std::string PathBeside(const std::string& spec);

}  // namespace ezpt::store
