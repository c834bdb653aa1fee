#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "messages/pages.h"

namespace ezpt::server {

/// The mustache templates of one folder, read once, and parsed once for each language. `{{> name}}` includes another
/// of them; `[[section.key]]` is a message (messages/pages/LANGUAGE.json), whose text takes the tag's place before
/// anything is parsed: it may name the view's values, and hold the markup within its sentence. Values are escaped
/// unless the template asks otherwise.
/// Immutable, so thread-safe. What fills a page is a view (view.h), through RenderPage (page_frame.h).
class Templates {
 public:
  /// Every `*.mustache` of `folder`. Errors: the folder has none, or as FromText.
  [[nodiscard]] static Result<Templates> Load(const std::string& folder);
  /// From text: {"page": "<p>{{x}}</p>"}. Errors: one is malformed, includes itself or one that is not there, or names
  /// a message that is not there.
  [[nodiscard]] static Result<Templates> FromText(const std::map<std::string, std::string>& files,
                                                  const Catalogue& messages = messages::pages::kCatalogue);

  /// The files with each message in its tag's place, as they are parsed for that language.
  [[nodiscard]] static Result<std::map<std::string, std::string>> WordedIn(
      const std::map<std::string, std::string>& files, const Catalogue& messages, std::string_view language);

  /// The page `name` with the values of the object `values` (null and false are
  /// falsy; numbers print as JSON does). @param language  a tag; English where there is none such.
  /// Errors: kNotFound for an unknown page.
  [[nodiscard]] Result<std::string> Render(std::string_view name, std::string_view language,
                                           const nlohmann::json& values) const;

 private:
  struct Parsed;
  explicit Templates(std::shared_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}

  std::shared_ptr<Parsed> parsed_;
};

}  // namespace ezpt::server
