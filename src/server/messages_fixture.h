#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

/// What messages_test.cc reads: the messages' files as translators leave them, and the sources that use them.
namespace ezpt::server {

inline const std::filesystem::path kRoot = EZPT_SOURCE_DIR;

inline std::string ReadText(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// By id, "section.key".
using Texts = std::map<std::string, std::string>;

inline Texts ReadMessages(const std::string& area, const std::string& language) {
  Texts texts;
  const auto json = nlohmann::json::parse(ReadText(kRoot / "messages" / area / (language + ".json")));
  for (const auto& [section, messages] : json.items()) {
    for (const auto& [key, text] : messages.items()) texts[section + "." + key] = text.get<std::string>();
  }
  return texts;
}

/// "en" and whatever else lies there.
inline std::set<std::string> LanguagesOfArea(const std::string& area) {
  std::set<std::string> languages;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "messages" / area)) {
    languages.insert(entry.path().stem().string());
  }
  return languages;
}

inline std::multiset<std::string> AllOf(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::multiset<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) found.insert(at->str());
  return found;
}

/// Program text of the folder's files with one of the endings, without tests: adjacent C++ literals joined, lines of
/// comment left out.
inline std::map<std::string, std::string> ReadSources(const std::string& folder, const std::set<std::string>& endings) {
  static const std::regex kComment(R"(\n\s*//[^\n]*|///<[^\n]*)"), kSeam(R"("\s*\n\s*")");
  std::map<std::string, std::string> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_test = name.find("_test.") != std::string::npos || name.find(".test.") != std::string::npos ||
                         name.find("_fixture.") != std::string::npos;
    if (is_test || !endings.contains(entry.path().extension().string())) continue;
    const std::string text = std::regex_replace("\n" + ReadText(entry.path()), kComment, "\n");
    sources[entry.path().lexically_relative(kRoot).string()] = std::regex_replace(text, kSeam, "");
  }
  return sources;
}

inline bool AnyContains(const std::map<std::string, std::string>& sources, const std::string& text) {
  for (const auto& [name, source] : sources) {
    if (source.find(text) != std::string::npos) return true;
  }
  return false;
}

/// What stands between the parenthesis at `open` and its own closing one.
inline std::string Inside(const std::string& source, std::size_t open) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = open; at < source.size(); ++at) {
    if (source[at] == '"' && source[at - 1] != '\\') quoted = !quoted;
    if (quoted) continue;
    if (source[at] == '(') ++depth;
    if (source[at] == ')' && --depth == 0) return source.substr(open + 1, at - open - 1);
  }
  return "";
}

}  // namespace ezpt::server
