#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// Keys that every server on this database shares. Thread-safe; calls block.
class SecretRepository {
 public:
  explicit SecretRepository(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// The secret of that name. The first caller's proposal becomes it.
  [[nodiscard]] Result<std::string> GetOrKeep(const std::string& name, const std::string& proposal);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
