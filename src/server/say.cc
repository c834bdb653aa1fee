#include "server/say.h"

#include <unordered_map>

namespace ezpt::server {
namespace {

using messages::server::kCatalogue;

std::string Filled(std::string_view message, std::initializer_list<Value> values) {
  std::string text;
  while (!message.empty()) {
    const std::size_t open = message.find('{');
    const std::size_t close = message.find('}', open);
    if (close == std::string_view::npos) break;
    text += message.substr(0, open);
    const std::string_view name = message.substr(open + 1, close - open - 1);
    for (const Value& value : values) {
      if (value.name == name) text += value.text;
    }
    message.remove_prefix(close + 1);
  }
  return text.append(message);
}

/// By their English words, for which the first counts where two are the same.
std::unordered_map<std::string_view, std::size_t> ByEnglish() {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < kCatalogue.ids.size(); ++i) {
    const std::string_view section = kCatalogue.ids[i].substr(0, kCatalogue.ids[i].find('.'));
    if (section == "error" || section == "live" || section == "status" || section == "demo") {
      index.emplace(kCatalogue.Text(i, "en"), i);
    }
  }
  return index;
}

}  // namespace

std::string Say(std::string_view language, Words words, std::initializer_list<Value> values) {
  return Filled(kCatalogue.Text(words.index, language), values);
}

std::optional<std::string> SayOneOf(std::string_view language, std::string_view section, std::string_view key) {
  const auto found = kCatalogue.Find(std::string(section).append(".").append(key));
  if (!found) return std::nullopt;
  return std::string(kCatalogue.Text(*found, language));
}

std::string InLanguage(std::string_view english, std::string_view language) {
  static const auto kIndex = ByEnglish();
  const auto found = kIndex.find(english);
  return std::string(found == kIndex.end() ? english : kCatalogue.Text(found->second, language));
}

std::string Decimal(std::string number, std::string_view language) {
  const std::size_t point = number.find('.');
  if (point != std::string::npos) number.replace(point, 1, Say(language, "format.decimal_mark"));
  return number;
}

std::span<const std::string_view> Languages() { return kCatalogue.languages; }

}  // namespace ezpt::server
