#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/database.h"
#include "store/transaction.h"

namespace ezpt::store {

/// SOCI's sessions and the one place where its exceptions end. Internal to the
/// store: including SOCI is slow.
class Database::Connection {
 public:
  /// Opens the database and brings its schema up to date. Throws what SOCI throws.
  static Result<std::unique_ptr<Connection>> Open(const std::string& path);

  /// Runs `work(session)` alone, inside one transaction that may only read, and
  /// returns its Result. A writer, here or in another process, does not hold it up.
  /// A database error becomes kBusy, kDamaged or kUnavailable (ErrorOf).
  template <typename Work>
  auto Read(const std::string& what, Work&& work) -> decltype(work(std::declval<soci::session&>())) {
    return Run(in_memory() ? writer_ : reader_, what, Transaction::Kind::kRead, work);
  }

  /// The same, for work that may write. The lock is taken at the beginning: a
  /// transaction that begins by reading and then writes is refused at once, without
  /// waiting, when another process has written in between.
  template <typename Work>
  auto Write(const std::string& what, Work&& work) -> decltype(work(std::declval<soci::session&>())) {
    if (const Status here = CheckFile(); !here.ok())
      return Error{here.error().code, what + ": " + here.error().message};
    return Run(writer_, what, Transaction::Kind::kWrite, work);
  }

  /// Moves all that was written from the log into the database and empties the
  /// log, so that nothing deleted stays in it.
  Status EmptyLog();

  /// Fails when the database's file was removed or replaced since it was opened:
  /// what is written then would be gone with the process.
  [[nodiscard]] Status CheckFile() const;

  /// What an exception of the database means.
  [[nodiscard]] static Error ErrorOf(const std::string& what, const std::exception& exception);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool in_memory() const { return path_ == ":memory:"; }
  /// The writing session, for tests.
  [[nodiscard]] soci::session& session() { return writer_.session; }

 private:
  struct Guarded {
    std::mutex mutex;
    soci::session session;
  };

  explicit Connection(std::string path) : path_(std::move(path)) {}

  template <typename Work>
  auto Run(Guarded& guarded, const std::string& what, Transaction::Kind kind, Work& work)
      -> decltype(work(guarded.session)) {
    const std::lock_guard lock(guarded.mutex);
    try {
      Transaction transaction(guarded.session, kind);
      auto result = work(guarded.session);
      if (result.ok()) transaction.Commit();
      return result;
    } catch (const std::exception& exception) {
      return ErrorOf(what, exception);
    }
  }

  std::string path_;
  uint64_t device_ = 0;  ///< Of the file, with the next.
  uint64_t inode_ = 0;
  Guarded writer_;
  Guarded reader_;
};

/// Bytes as a parameter of a statement: `use(parameter.blob())`. SOCI binds a
/// string as text, which a dump by SQL ends at the first zero byte.
class BlobParameter {
 public:
  BlobParameter(soci::session& sql, const std::string& bytes) : blob_(sql) {
    if (!bytes.empty()) blob_.write(0, bytes.data(), bytes.size());
  }
  BlobParameter(const BlobParameter&) = delete;  // SOCI's blob is copied as a pointer and freed twice.
  BlobParameter& operator=(const BlobParameter&) = delete;

  [[nodiscard]] soci::blob& blob() { return blob_; }

 private:
  soci::blob blob_;
};

}  // namespace ezpt::store
