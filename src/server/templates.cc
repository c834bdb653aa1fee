#include "server/templates.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <sstream>
#include <utility>

namespace ezpt::server {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using Files = std::map<std::string, std::string>;

/// Deeper than any page goes: what includes more is going round in a circle.
constexpr int kMaxDepth = 16;

data ToData(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::object: {
      data object(data::type::object);
      for (const auto& [key, item] : value.items()) object.set(key, ToData(item));
      return object;
    }
    case nlohmann::json::value_t::array: {
      data list(data::type::list);
      for (const auto& item : value) list.push_back(ToData(item));
      return list;
    }
    case nlohmann::json::value_t::string:
      return data(value.get_ref<const std::string&>());
    case nlohmann::json::value_t::boolean:
      return data(value.get<bool>());
    case nlohmann::json::value_t::null:
      return data(data::type::bool_false);
    default:
      return data(value.dump());
  }
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

Error Damaged(const std::string& name, std::string_view what) {
  return {ErrorCode::kDamaged, fmt::format("{}.mustache: {}", name, what)};
}

/// The text of `name` with those that it includes in the place of their tags. The library would parse an included one
/// again each time it is rendered; its text at that place is the same to it.
Result<std::string> WithIncludes(const Files& files, const std::string& name, int depth = 0) {
  const std::string& text = files.at(name);
  if (depth > kMaxDepth) return Damaged(name, "it includes itself");
  std::string whole;
  std::size_t at = 0;
  for (std::size_t tag = text.find("{{>"); tag != std::string::npos; tag = text.find("{{>", at)) {
    const std::size_t end = text.find("}}", tag);
    if (end == std::string::npos) return Damaged(name, fmt::format("Unclosed tag at {}", tag));
    const std::string included(Trimmed(std::string_view(text).substr(tag + 3, end - tag - 3)));
    if (!files.contains(included)) return Damaged(name, fmt::format("there is no {}.mustache to include", included));
    EZPT_TRY(const std::string inner, WithIncludes(files, included, depth + 1));
    whole.append(text, at, tag - at).append(inner);
    at = end + 2;
  }
  return whole.append(text, at);
}

/// `text` with each message in the place of its tag.
Result<std::string> WithMessages(const std::string& name, const std::string& text, const Catalogue& messages,
                                 std::string_view language) {
  std::string whole;
  std::size_t at = 0;
  for (std::size_t tag = text.find("[["); tag != std::string::npos; tag = text.find("[[", at)) {
    const std::size_t end = text.find("]]", tag);
    if (end == std::string::npos) return Damaged(name, fmt::format("Unclosed message at {}", tag));
    const std::string id = text.substr(tag + 2, end - tag - 2);
    const auto message = messages.Find(id);
    if (!message) return Damaged(name, fmt::format("there is no message [[{}]]", id));
    whole.append(text, at, tag - at).append(messages.Text(*message, language));
    at = end + 2;
  }
  return whole.append(text, at);
}

}  // namespace

/// The library's `render` is not const, only because it notes errors of what is parsed while rendering (partials and
/// lambdas). Here are neither: included text is in its place, and values are data. So it writes nothing to the parsed
/// page, and threads may share it; Templates.ThreadsShareAPage (templates_test.cc) holds that under ThreadSanitizer.
struct Templates::Parsed {
  using Pages = std::map<std::string, mustache, std::less<>>;

  [[nodiscard]] Status Add(const Files& files, Pages& pages);

  std::map<std::string, Pages, std::less<>> languages;  ///< By their tags.
};

Status Templates::Parsed::Add(const Files& files, Pages& pages) {
  for (const auto& [name, text] : files) {
    // Alone first: a section that begins in one file and ends in another would be whole only where both are.
    if (const mustache alone(text); !alone.is_valid()) return Damaged(name, alone.error_message());
    EZPT_TRY(const std::string whole, WithIncludes(files, name));
    const auto [page, added] = pages.emplace(name, mustache(whole));
    if (!page->second.is_valid()) return Damaged(name, page->second.error_message());
  }
  return {};
}

Result<Templates> Templates::Load(const std::string& folder) {
  Files files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".mustache") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    files[entry.path().stem().string()] = content.str();
  }
  if (error || files.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: no page templates here; start from the project's folder", folder)};
  }
  return FromText(files);
}

Result<Files> Templates::WordedIn(const Files& files, const Catalogue& messages, std::string_view language) {
  Files worded;
  for (const auto& [name, text] : files) {
    EZPT_TRY(worded[name], WithMessages(name, text, messages, language));
  }
  return worded;
}

Result<Templates> Templates::FromText(const Files& files, const Catalogue& messages) {
  auto parsed = std::make_shared<Parsed>();
  for (const std::string_view language : messages.languages) {
    EZPT_TRY(const Files worded, WordedIn(files, messages, language));
    EZPT_CHECK_OK(parsed->Add(worded, parsed->languages[std::string(language)]));
  }
  return Templates(std::move(parsed));
}

Result<std::string> Templates::Render(std::string_view name, std::string_view language,
                                      const nlohmann::json& values) const {
  const auto asked = parsed_->languages.find(language.substr(0, language.find('-')));
  Parsed::Pages& pages = asked != parsed_->languages.end() ? asked->second : parsed_->languages.find("en")->second;
  const auto page = pages.find(name);
  if (page == pages.end()) {
    return Error{ErrorCode::kNotFound, fmt::format("{}.mustache: there is no such template", name)};
  }
  return page->second.render(ToData(values));
}

}  // namespace ezpt::server
