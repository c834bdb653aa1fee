#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "store/tx.h"

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

  /// One unit of work: `work(tx)` inside one transaction, whose Result is returned. An error of it undoes all that was
  /// done. It may be done again (a deadlock), and so changes nothing but its result.
  /// @param what begins an error's message: "cannot store the invitation".
  /// Errors: those of `work`; kBusy, kDamaged, kUnavailable.
  template <typename Work>
  auto Read(const std::string& what, Work&& work) -> std::invoke_result_t<Work&, ReadTx&> {
    return Kept<ReadTx>(work, [&](const auto& kept) { return DoRead(what, kept); });
  }
  template <typename Work>
  auto Write(const std::string& what, Work&& work) -> std::invoke_result_t<Work&, WriteTx&> {
    return Kept<WriteTx>(work, [&](const auto& kept) { return DoWrite(what, kept); });
  }

  /// The connection itself; for the repositories (store/connection.h).
  class Connection;
  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  explicit Database(std::unique_ptr<Connection> connection);

  Status DoRead(const std::string& what, const std::function<Status(ReadTx&)>& work);
  Status DoWrite(const std::string& what, const std::function<Status(WriteTx&)>& work);

  /// SOCI stays out of this header: what `work` returns is kept while its Status goes through it.
  template <typename Tx, typename Work, typename Do>
  static auto Kept(Work& work, const Do& done) -> std::invoke_result_t<Work&, Tx&> {
    std::optional<std::invoke_result_t<Work&, Tx&>> result;
    const Status status = done([&](Tx& tx) -> Status {
      result.emplace(work(tx));
      return result->ok() ? Status() : Status(result->error());
    });
    if (!status.ok()) return status.error();
    return *std::move(result);
  }

  std::unique_ptr<Connection> connection_;
};

/// The path beside which a program keeps files of its own: the database's file's; `ezpt` in the current folder where a
/// server has the database; empty where nothing outlasts the program ("sqlite::memory:").
[[nodiscard]] std::string PathBeside(const std::string& spec);

}  // namespace ezpt::store
