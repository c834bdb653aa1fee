#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exercise/definition.h"

namespace ezpt::server {

/// The exercises that this server knows. Immutable, so thread-safe.
class Library {
 public:
  using Entry = std::shared_ptr<const exercise::Definition>;

  explicit Library(std::vector<exercise::Definition> definitions);
  /// Every YAML file of the folder. Errors name file, line and field.
  [[nodiscard]] static Result<Library> Load(const std::string& folder);

  /// Null if unknown.
  [[nodiscard]] Entry Find(std::string_view id) const;
  [[nodiscard]] const std::vector<Entry>& all() const { return all_; }

 private:
  std::vector<Entry> all_;  ///< In the order of ids.
  std::map<std::string, Entry, std::less<>> by_id_;
};

}  // namespace ezpt::server
