#pragma once

#include <soci/soci.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/result.h"
#include "store/database.h"
#include "store/session_pool.h"
#include "store/transaction.h"

namespace ezpt::store {

/// SOCI's sessions and the one place where its exceptions end. Internal to the
/// store: including SOCI is slow.
class Database::Connection {
 public:
  /// Opens the database and brings its schema up to date.
  static Result<std::unique_ptr<Connection>> Open(std::unique_ptr<Engine> engine);

  /// Runs `work(session)` inside one transaction that may only read, and returns its
  /// Result. A writer, here or in another process, does not hold it up. Where the
  /// database asks for it (a deadlock, a lost connection) the work is done again: it
  /// changes nothing but its result. An error becomes kBusy, kDamaged or kUnavailable.
  template <typename Work>
  auto Read(const std::string& what, Work&& work) -> decltype(work(std::declval<soci::session&>())) {
    return Run(readers_ ? *readers_ : writers_, what, Access::kRead, work);
  }

  /// The same, for work that may write: it decides by what it reads, which holds until it is done.
  template <typename Work>
  auto Write(const std::string& what, Work&& work) -> decltype(work(std::declval<soci::session&>())) {
    if (const Status here = engine_->CheckPlace(); !here.ok())
      return Error{here.error().code, what + ": " + here.error().message};
    return Run(writers_, what, Access::kWrite, work);
  }

  /// Moves all that was written from the log into the database and empties the
  /// log, so that nothing deleted stays in it.
  Status EmptyLog();

  /// What an exception of the database says, in one line.
  [[nodiscard]] static Error ErrorOf(const Engine& engine, const std::string& what, const std::exception& exception);

  [[nodiscard]] const Engine& engine() const { return *engine_; }

 private:
  static constexpr int kMostTries = 8;

  explicit Connection(std::unique_ptr<Engine> engine)
      : engine_(std::move(engine)), writers_(*engine_, Access::kWrite, engine_->writers()) {
    if (engine_->readers() > 0) readers_.emplace(*engine_, Access::kRead, engine_->readers());
  }

  template <typename Work>
  auto Run(SessionPool& pool, const std::string& what, Access access, Work& work)
      -> decltype(work(std::declval<soci::session&>())) {
    if (pool.IsHeldHere()) return Error{ErrorCode::kInternal, what + ": within another use of the same database"};
    for (int tries = 1;; ++tries) {
      SessionPool::Lease lease(pool);
      bool committing = false;
      try {
        soci::session& sql = lease.session();
        Transaction transaction(*engine_, sql, access);
        auto result = work(sql);
        committing = result.ok();
        if (committing) transaction.Commit();
        return result;
      } catch (const std::exception& exception) {
        const Failure failure = engine_->Explain(exception);
        if (failure.session_is_lost) lease.Drop();
        // Whether what was being committed is there nobody knows.
        if (committing || !failure.may_be_repeated || tries == kMostTries) return ErrorOf(*engine_, what, exception);
      }
      // Each waits another time, so that they do not meet again.
      std::this_thread::sleep_for(std::chrono::milliseconds(tries * (1 + Spread())));
    }
  }

  /// 0 to 15, another for each thread.
  [[nodiscard]] static std::size_t Spread() {
    return std::hash<std::thread::id>()(std::this_thread::get_id()) >> 4 & 15;
  }

  std::unique_ptr<Engine> engine_;
  SessionPool writers_;
  std::optional<SessionPool> readers_;
};

/// Bytes as a parameter of a statement: `parameter.use()`. SQLite is given a blob, for
/// SOCI binds a string as text there, which a dump by SQL ends at the first zero byte;
/// to MySQL a string is bytes, and SOCI knows no blob.
class BlobParameter {
 public:
  BlobParameter(soci::session& sql, std::string bytes) : bytes_(std::move(bytes)) {
    if (sql.get_backend_name() == "mysql") return;
    blob_.emplace(sql);
    if (!bytes_.empty()) blob_->write(0, bytes_.data(), bytes_.size());
  }
  BlobParameter(const BlobParameter&) = delete;  // SOCI's blob is copied as a pointer and freed twice.
  BlobParameter& operator=(const BlobParameter&) = delete;

  [[nodiscard]] soci::details::use_type_ptr use() {
    if (blob_) return soci::details::do_use(*blob_, std::string(), soci::details::basic_type_tag());
    return soci::details::do_use(bytes_, std::string(), soci::details::basic_type_tag());
  }

 private:
  std::string bytes_;
  std::optional<soci::blob> blob_;
};

}  // namespace ezpt::store
