#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exercise/document.h"
#include "exercise/validate.h"
#include "exercise/vocabulary.h"

namespace ezpt::exercise {

enum class Presence { kRequired, kOptional };

struct NumberRange {
  double min;
  double max;
};

/// Collects problems up to kMaxProblems.
class ProblemList {
 public:
  void Add(const Mark& mark, std::string field, std::string message);
  [[nodiscard]] std::vector<Problem> Take() { return std::move(problems_); }

 private:
  std::vector<Problem> problems_;
};

/// A plain scalar that is wholly one finite decimal number, or nothing.
[[nodiscard]] std::optional<double> ParseNumber(const Node& node);

/// Reads the fields of one map into typed values, naming every one that is
/// missing, mistyped, out of range or (at Finish) unknown. A value that cannot be
/// read leaves its target as it was. The node and the list outlive the reader.
class Fields {
 public:
  /// @param path the map's own field name, empty for the whole document.
  Fields(const Node& node, std::string path, ProblemList& problems);

  /// The node under `name`; null, with a problem when required, if absent.
  const Node* Find(std::string_view name, Presence presence, std::string_view expected);

  void Number(std::string_view name, NumberRange range, Presence presence, double& out);
  void Number(std::string_view name, NumberRange range, std::optional<double>& out);
  void Integer(std::string_view name, NumberRange range, Presence presence, int& out);
  void Time(std::string_view name, NumberRange range, Presence presence, Seconds& out);
  void Id(std::string_view name, Presence presence, std::string& out);
  void Text(std::string_view name, Presence presence, std::string& out);
  void Localized(std::string_view name, Presence presence, LocalizedText& out);
  void Localized(std::string_view name, Presence presence, LocalizedList& out);
  void TextList(std::string_view name, Presence presence, std::vector<std::string>& out);
  /// One of `words`; the word itself comes out.
  void Word(std::string_view name, std::span<const std::string_view> words, Presence presence, std::string& out);

  template <typename E>
  void Enum(std::string_view name, Presence presence, E& out) {
    std::string word;
    Word(name, WordsOf<E>(), presence, word);
    if (const std::optional<E> value = Parse<E>(word)) out = *value;
  }

  /// A sequence of 1 or more words, none twice.
  void Views(std::string_view name, std::vector<body::View>& out);

  /// Calls `read(item, path)` for each item of a sequence; at most `limit`.
  template <typename Read>
  void Each(std::string_view name, Presence presence, std::size_t limit, std::string_view expected, Read&& read) {
    const Node* list = Sequence(name, presence, limit, expected);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      read(list->items[i], PathOf(name) + "[" + std::to_string(i) + "]");
    }
  }

  /// Reports fields that nothing asked for, with the nearest known one.
  void Finish();

  void Complain(const Mark& mark, std::string_view name, std::string message);
  [[nodiscard]] std::string PathOf(std::string_view name) const;
  [[nodiscard]] const Mark& mark() const { return node_.mark; }
  /// Where the value of `name` stands; the map itself when absent.
  [[nodiscard]] const Mark& MarkOf(std::string_view name) const;

 private:
  template <typename E>
  static std::vector<std::string_view> WordsOf() {
    std::vector<std::string_view> words;
    for (const Named<E>& entry : NamesOf<E>()) words.push_back(entry.name);
    return words;
  }

  const Node* Sequence(std::string_view name, Presence presence, std::size_t limit, std::string_view expected);
  const Node* Map(std::string_view name, Presence presence, std::string_view expected);
  /// Reads the items of a list of texts under `path`.
  void Texts(const Node& list, const std::string& path, std::vector<std::string>& out);
  /// Problems unless `node` is text of 1 to kMaxTextLength bytes.
  bool CheckText(const Node& node, const std::string& path);
  bool CheckLanguages(const Node& map, std::string_view name);

  const Node& node_;
  std::string path_;
  ProblemList& problems_;
  std::vector<std::string_view> asked_;
};

}  // namespace ezpt::exercise
