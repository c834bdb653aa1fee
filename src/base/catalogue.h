#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace ezpt {

/// The sentences of one area of the program (messages/AREA/LANGUAGE.json) in all languages, as they are compiled into
/// it: text, ids "section.name". What a placeholder looks like is the area's.
struct Catalogue {
  std::span<const std::string_view> languages;  ///< "en", the reference, then the others.
  std::span<const std::string_view> ids;
  std::span<const std::string_view> texts;  ///< Of each id in each language, id by id.

  [[nodiscard]] std::optional<std::size_t> Find(std::string_view id) const {
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) return std::nullopt;
    return static_cast<std::size_t>(found - ids.begin());
  }

  /// @param language  a tag, "de" or "de-AT": what stands before its first dash counts.
  [[nodiscard]] bool Has(std::string_view language) const { return Column(language) < languages.size(); }

  /// In that language, or in English where there is none such. REQUIRES: message < ids.size().
  [[nodiscard]] std::string_view Text(std::size_t message, std::string_view language) const {
    const std::size_t column = Column(language);
    return texts[message * languages.size() + (column < languages.size() ? column : 0)];
  }

 private:
  [[nodiscard]] std::size_t Column(std::string_view language) const {
    const auto found = std::find(languages.begin(), languages.end(), language.substr(0, language.find('-')));
    return static_cast<std::size_t>(found - languages.begin());
  }
};

/// An id of an area that the compiler has looked for in `kIds`: one that is not there does not compile.
template <const auto& kIds>
struct MessageId {
  template <std::size_t kLength>
  consteval MessageId(const char (&id)[kLength]) : index(IndexOf({id, kLength - 1})) {}  // Implicit: "said.idle".

  std::size_t index;

 private:
  static consteval std::size_t IndexOf(std::string_view id) {
    for (std::size_t i = 0; i < kIds.size(); ++i) {
      if (kIds[i] == id) return i;
    }
    ThereIsNoMessageOfThisId();
    return 0;
  }
  /// Nowhere: what calls it while it is compiled does not compile.
  static void ThereIsNoMessageOfThisId();
};

}  // namespace ezpt
