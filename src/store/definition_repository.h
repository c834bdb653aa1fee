#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// Exercise definitions as canonical JSON, each kept for ever under its hash, so
/// that a session is read with the definition it was coached by. Thread-safe; calls block.
class DefinitionRepository {
 public:
  explicit DefinitionRepository(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// Stores a definition; one that is stored under that hash stays.
  /// @param hash exercise::DefinitionHash, 64 hexadecimal digits.
  Status Keep(const std::string& hash, const std::string& exercise, const std::string& canonical_json);

  /// Its canonical JSON. Errors: kNotFound.
  [[nodiscard]] Result<std::string> Get(const std::string& hash);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
