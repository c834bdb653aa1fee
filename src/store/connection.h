#pragma once

#include <soci/soci.h>

#include <exception>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// SOCI's session and the one place where its exceptions end. Internal to the
/// store: including SOCI is slow.
class Database::Connection {
 public:
  /// Opens the connection. Throws what SOCI throws.
  explicit Connection(const std::string& backend, const std::string& parameters);

  /// Runs `work(session)` alone, inside one transaction, and returns its Result;
  /// an error rolls back. A database error becomes kUnavailable, or kDamaged when
  /// the file is not a sound database.
  /// @param what for the message: "cannot read sessions".
  template <typename Work>
  auto Run(const std::string& what, Work&& work) -> decltype(work(std::declval<soci::session&>())) {
    const std::lock_guard lock(mutex_);
    try {
      soci::transaction transaction(session_);
      auto result = work(session_);
      if (result.ok()) transaction.commit();
      return result;
    } catch (const std::exception& exception) {
      return ErrorOf(what, exception);
    }
  }

  /// What an exception of the database means.
  [[nodiscard]] static Error ErrorOf(const std::string& what, const std::exception& exception);

  [[nodiscard]] soci::session& session() { return session_; }

 private:
  std::mutex mutex_;
  soci::session session_;
};

}  // namespace ezpt::store
