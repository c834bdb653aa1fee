#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ezpt::server {

/// The mustache templates of one folder, read once. `{{> name}}` includes
/// another of them. Values are escaped unless the template asks otherwise.
/// Immutable, so thread-safe.
class Templates {
 public:
  /// Every `*.mustache` of `folder`. Errors: the folder has none, or one is malformed.
  [[nodiscard]] static Result<Templates> Load(const std::string& folder);
  /// From text: {"page": "<p>{{x}}</p>"}. Errors: one is malformed.
  [[nodiscard]] static Result<Templates> FromText(std::map<std::string, std::string> files);

  /// The page `name` with the values of the object `values` (null and false are
  /// falsy; numbers print as JSON does). Errors: kNotFound for an unknown page.
  [[nodiscard]] Result<std::string> Render(std::string_view name, const nlohmann::json& values) const;

  [[nodiscard]] bool Has(std::string_view name) const { return files_->contains(std::string(name)); }

 private:
  explicit Templates(std::map<std::string, std::string> files)
      : files_(std::make_shared<const std::map<std::string, std::string>>(std::move(files))) {}

  std::shared_ptr<const std::map<std::string, std::string>> files_;
};

}  // namespace ezpt::server
