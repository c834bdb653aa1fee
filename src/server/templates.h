#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ezpt::server {

/// The mustache templates of one folder, read and parsed once. `{{> name}}` includes
/// another of them. Values are escaped unless the template asks otherwise.
/// Immutable, so thread-safe. What fills a page is a view (view.h), through RenderPage (page_frame.h).
class Templates {
 public:
  /// Every `*.mustache` of `folder`. Errors: the folder has none, or as FromText.
  [[nodiscard]] static Result<Templates> Load(const std::string& folder);
  /// From text: {"page": "<p>{{x}}</p>"}. Errors: one is malformed, includes itself, or one that is not there.
  [[nodiscard]] static Result<Templates> FromText(const std::map<std::string, std::string>& files);

  /// The page `name` with the values of the object `values` (null and false are
  /// falsy; numbers print as JSON does). Errors: kNotFound for an unknown page.
  [[nodiscard]] Result<std::string> Render(std::string_view name, const nlohmann::json& values) const;

 private:
  struct Parsed;
  explicit Templates(std::shared_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}

  std::shared_ptr<Parsed> parsed_;
};

}  // namespace ezpt::server
