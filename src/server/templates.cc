#include "server/templates.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <sstream>

namespace ezpt::server {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

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

/// Includes look their name up among the values: this keeps `{{> session}}` and
/// the value `session` apart.
constexpr std::string_view kPartialPrefix = "template/";

std::string PrefixIncludes(std::string text) {
  std::size_t at = 0;
  while ((at = text.find("{{>", at)) != std::string::npos) {
    at = text.find_first_not_of(' ', at + 3);
    if (at == std::string::npos) break;
    text.insert(at, kPartialPrefix);
  }
  return text;
}

}  // namespace

Result<Templates> Templates::Load(const std::string& folder) {
  std::map<std::string, std::string> files;
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
  return FromText(std::move(files));
}

Result<Templates> Templates::FromText(std::map<std::string, std::string> files) {
  for (auto& [name, text] : files) {
    text = PrefixIncludes(std::move(text));
    const mustache parsed(text);
    if (!parsed.is_valid()) {
      return Error{ErrorCode::kDamaged, fmt::format("{}.mustache: {}", name, parsed.error_message())};
    }
  }
  return Templates(std::move(files));
}

Result<std::string> Templates::Render(std::string_view name, const nlohmann::json& values) const {
  const auto file = files_->find(std::string(name));
  if (file == files_->end()) {
    return Error{ErrorCode::kNotFound, fmt::format("{}.mustache: there is no such template", name)};
  }
  data root = ToData(values);
  for (const auto& [partial, text] : *files_) {
    root.set(std::string(kPartialPrefix) + partial, data(kainjow::mustache::partial([&body = text] { return body; })));
  }
  mustache page(file->second);
  std::string html = page.render(root);
  if (!page.is_valid()) return Error{ErrorCode::kInternal, fmt::format("{}.mustache: {}", name, page.error_message())};
  return html;
}

}  // namespace ezpt::server
