#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/stored_session.h"

namespace ezpt::store {

/// Sessions for the server's own work, whoever's they are: what was broken off is ended, what a new engine has not read
/// is read, what a journal kept is stored. Nobody asked, so no owner is named: no page is given one. Thread-safe; calls
/// block.
class SessionUpkeep {
 public:
  explicit SessionUpkeep(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// Errors: kNotFound.
  [[nodiscard]] Result<StoredSession> Find(const std::string& id) const;
  /// That were never finished, oldest first, with their leases.
  [[nodiscard]] Result<std::vector<StoredSession>> Unfinished() const;
  /// Up to `limit` that have ended and have no run of `engine`, oldest first.
  [[nodiscard]] Result<std::vector<StoredSession>> WithoutRun(const std::string& engine, int limit) const;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
