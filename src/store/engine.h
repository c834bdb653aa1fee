#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "base/result.h"

namespace ezpt::store {

/// What a transaction, or the session that it runs in, may do.
enum class Access { kRead, kWrite };

/// What an exception of a database means for the work that it ended.
struct Failure {
  ErrorCode code = ErrorCode::kUnavailable;
  bool may_be_repeated = false;  ///< Nothing of it was done, and the same may succeed now.
  bool session_is_lost = false;
  bool is_done_already = false;  ///< The table, column, index or row is there.
};

/// What differs between the databases that the store runs on; SQL does not. Internal to the store.
/// Immutable after Prepare, so thread-safe.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Before the first session is opened. Errors: kUnavailable.
  virtual Status Prepare() = 0;
  /// Throws what SOCI throws.
  virtual void Connect(soci::session& sql, Access access) const = 0;
  virtual void Begin(soci::session& sql, Access access) const = 0;
  [[nodiscard]] virtual Failure Explain(const std::exception& exception) const = 0;

  /// Sessions that write at a time, and that only read: none where the former do it.
  [[nodiscard]] virtual int writers() const = 0;
  [[nodiscard]] virtual int readers() const = 0;

  [[nodiscard]] virtual bool changes_tables_in_transactions() const = 0;

  /// Fails where what is written now would be lost: the file was removed or replaced.
  [[nodiscard]] virtual Status CheckPlace() const = 0;
  /// So that nothing deleted stays where it was written first. Throws what SOCI throws.
  [[nodiscard]] virtual Status EmptyLog(soci::session& sql) const = 0;
  /// What is left on the disk that holds it; the largest number where that is not known.
  [[nodiscard]] virtual int64_t FreeBytes() const = 0;
  /// As errors name it; nothing secret.
  [[nodiscard]] virtual const std::string& name() const = 0;
};

/// @param path of the file, or ":memory:".
[[nodiscard]] std::unique_ptr<Engine> SqliteEngine(std::string path);

/// MariaDB or MySQL. @param where "KEY=VALUE …" of host, port, unix_socket, dbname and user; the password is
/// EZPT_DB_PASSWORD of the environment, which no list of processes shows.
/// @param sessions of the pool (docs/performance.md). Errors: kInvalidArgument.
inline constexpr int kServerSessions = 4;
[[nodiscard]] Result<std::unique_ptr<Engine>> MysqlEngine(const std::string& where, int sessions = kServerSessions);

}  // namespace ezpt::store
