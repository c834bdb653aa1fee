#include "exercise/fields.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ezpt::exercise {
namespace {

/// A number as people write it: 5, 0.75, -10.
std::string Show(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string Show(NumberRange range) { return "from " + Show(range.min) + " to " + Show(range.max); }

std::string Join(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

/// What the file has, shortened, for a message.
std::string Quote(const Node& node) {
  constexpr std::size_t kShown = 40;
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kSequence:
      return "a list";
    case NodeKind::kMap:
      return "a group of fields";
    case NodeKind::kScalar:
      break;
  }
  std::string text = node.scalar.substr(0, kShown);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return "\"" + text + (node.scalar.size() > kShown ? "…\"" : "\"");
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view nearest = Nearest(word, candidates);
  return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

bool IsLanguage(std::string_view code) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
  return code.size() >= 2 && code.size() <= 8 && std::all_of(code.begin(), code.end(), is_letter);
}

}  // namespace

void ProblemList::Add(const Mark& mark, std::string field, std::string message) {
  if (problems_.size() < kMaxProblems) problems_.push_back({mark, std::move(field), std::move(message)});
}

std::optional<double> ParseNumber(const Node& node) {
  constexpr std::size_t kMaxDigits = 32;
  if (node.kind != NodeKind::kScalar || node.style != ScalarStyle::kPlain) return std::nullopt;
  if (node.scalar.empty() || node.scalar.size() > kMaxDigits) return std::nullopt;
  // JSON's number grammar: the same in every locale and in WebAssembly, whose
  // library lacks from_chars for doubles.
  const nlohmann::json number = nlohmann::json::parse(node.scalar, nullptr, false);
  if (!number.is_number()) return std::nullopt;
  const double value = number.get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Fields::Fields(const Node& node, std::string path, ProblemList& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (node_.kind != NodeKind::kMap) {
    problems_.Add(node_.mark, path_.empty() ? "document" : path_,
                  "expected fields (name: value), found " + Quote(node_));
  }
}

std::string Fields::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

const Mark& Fields::MarkOf(std::string_view name) const {
  const Node* node = node_.Find(name);
  return node == nullptr ? node_.mark : node->mark;
}

void Fields::Complain(const Mark& mark, std::string_view name, std::string message) {
  problems_.Add(mark, PathOf(name), std::move(message));
}

const Node* Fields::Find(std::string_view name, Presence presence, std::string_view expected) {
  asked_.push_back(name);
  const Node* node = node_.Find(name);
  const bool missing = node == nullptr || node->kind == NodeKind::kNull;
  if (!missing) return node;
  if (presence == Presence::kRequired && node_.kind == NodeKind::kMap) {
    Complain(node == nullptr ? node_.mark : node->mark, name, "missing; expected " + std::string(expected));
  }
  return nullptr;
}

void Fields::Number(std::string_view name, NumberRange range, Presence presence, double& out) {
  const std::string expected = "a number " + Show(range);
  const Node* node = Find(name, presence, expected);
  if (node == nullptr) return;
  const std::optional<double> value = ParseNumber(*node);
  if (!value || *value < range.min || *value > range.max) {
    Complain(node->mark, name, "expected " + expected + ", found " + Quote(*node));
    return;
  }
  out = *value;
}

void Fields::Number(std::string_view name, NumberRange range, std::optional<double>& out) {
  double value = 0;
  Number(name, range, Presence::kOptional, value);
  const Node* node = node_.Find(name);
  if (node != nullptr && ParseNumber(*node)) out = value;
}

void Fields::Integer(std::string_view name, NumberRange range, Presence presence, int& out) {
  double value = out;
  Number(name, range, presence, value);
  if (value != std::floor(value)) {
    Complain(MarkOf(name), name, "expected a whole number " + Show(range));
    return;
  }
  out = static_cast<int>(value);
}

void Fields::Time(std::string_view name, NumberRange range, Presence presence, Seconds& out) {
  Number(name, range, presence, out.value);
}

bool Fields::CheckText(const Node& node, const std::string& path) {
  const bool fits = node.kind == NodeKind::kScalar && !node.scalar.empty() && node.scalar.size() <= kMaxTextLength;
  if (!fits) {
    problems_.Add(node.mark, path,
                  "expected a text of 1 to " + std::to_string(kMaxTextLength) + " bytes, found " + Quote(node));
  }
  return fits;
}

void Fields::Id(std::string_view name, Presence presence, std::string& out) {
  const std::string expected = "a name in snake_case of at most " + std::to_string(kMaxIdLength) + " letters";
  const Node* node = Find(name, presence, expected);
  if (node == nullptr) return;
  if (node->kind != NodeKind::kScalar || !IsSnakeCase(node->scalar)) {
    Complain(node->mark, name, "expected " + expected + ", found " + Quote(*node));
    return;
  }
  out = node->scalar;
}

void Fields::Text(std::string_view name, Presence presence, std::string& out) {
  const Node* node = Find(name, presence, "a text");
  if (node != nullptr && CheckText(*node, PathOf(name))) out = node->scalar;
}

const Node* Fields::Map(std::string_view name, Presence presence, std::string_view expected) {
  const Node* node = Find(name, presence, expected);
  if (node == nullptr) return nullptr;
  if (node->kind == NodeKind::kMap) return node;
  Complain(node->mark, name, "expected " + std::string(expected) + ", found " + Quote(*node));
  return nullptr;
}

const Node* Fields::Sequence(std::string_view name, Presence presence, std::size_t limit, std::string_view expected) {
  const Node* node = Find(name, presence, expected);
  if (node == nullptr) return nullptr;
  if (node->kind != NodeKind::kSequence) {
    Complain(node->mark, name, "expected " + std::string(expected) + ", found " + Quote(*node));
    return nullptr;
  }
  if (node->items.size() > limit) {
    Complain(node->mark, name,
             "has " + std::to_string(node->items.size()) + " items; at most " + std::to_string(limit) + " are allowed");
    return nullptr;
  }
  if (presence == Presence::kRequired && node->items.empty()) {
    Complain(node->mark, name, "is empty; expected " + std::string(expected));
  }
  return node;
}

bool Fields::CheckLanguages(const Node& map, std::string_view name) {
  if (map.keys.size() > kMaxLanguages) {
    Complain(map.mark, name, "has more than " + std::to_string(kMaxLanguages) + " languages");
    return false;
  }
  for (const Node::Key& key : map.keys) {
    if (!IsLanguage(key.name))
      Complain(key.mark, name, "expected language codes such as en, found \"" + key.name + "\"");
  }
  if (map.Find("en") == nullptr) Complain(map.mark, name, "en is missing; every text is given at least in English");
  return true;
}

void Fields::Localized(std::string_view name, Presence presence, LocalizedText& out) {
  const Node* map = Map(name, presence, "a text by language, as {en: …}");
  if (map == nullptr || !CheckLanguages(*map, name)) return;
  for (std::size_t i = 0; i < map->items.size(); ++i) {
    if (CheckText(map->items[i], PathOf(name) + "." + map->keys[i].name)) out[map->keys[i].name] = map->items[i].scalar;
  }
}

void Fields::Texts(const Node& list, const std::string& path, std::vector<std::string>& out) {
  if (list.kind != NodeKind::kSequence || list.items.size() > kMaxListItems) {
    problems_.Add(list.mark, path,
                  "expected a list of at most " + std::to_string(kMaxListItems) + " texts, found " + Quote(list));
    return;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (CheckText(list.items[i], path + "[" + std::to_string(i) + "]")) out.push_back(list.items[i].scalar);
  }
}

void Fields::Localized(std::string_view name, Presence presence, LocalizedList& out) {
  const Node* map = Map(name, presence, "a list of texts by language, as {en: […]}");
  if (map == nullptr || !CheckLanguages(*map, name)) return;
  for (std::size_t i = 0; i < map->items.size(); ++i) {
    Texts(map->items[i], PathOf(name) + "." + map->keys[i].name, out[map->keys[i].name]);
  }
}

void Fields::TextList(std::string_view name, Presence presence, std::vector<std::string>& out) {
  const Node* list = Find(name, presence, "a list of texts");
  if (list != nullptr) Texts(*list, PathOf(name), out);
}

void Fields::Word(std::string_view name, std::span<const std::string_view> words, Presence presence, std::string& out) {
  const std::string expected = "one of " + Join(words);
  const Node* node = Find(name, presence, expected);
  if (node == nullptr) return;
  const bool known =
      node->kind == NodeKind::kScalar && std::find(words.begin(), words.end(), node->scalar) != words.end();
  if (!known) {
    Complain(node->mark, name, "expected " + expected + ", found " + Quote(*node) + DidYouMean(node->scalar, words));
    return;
  }
  out = node->scalar;
}

void Fields::Views(std::string_view name, std::vector<body::View>& out) {
  const std::vector<std::string_view> words = WordsOf<body::View>();
  const std::string expected = "a list of views (" + Join(words) + ")";
  const Node* list = Sequence(name, Presence::kRequired, words.size(), expected);
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    const std::optional<body::View> view = body::ParseView(item.scalar);
    if (!view || std::find(out.begin(), out.end(), *view) != out.end()) {
      Complain(
          item.mark, name,
          "expected " + expected + ", each once; found " + Quote(item) + (view ? "" : DidYouMean(item.scalar, words)));
      continue;
    }
    out.push_back(*view);
  }
}

void Fields::Finish() {
  for (const Node::Key& key : node_.keys) {
    if (std::find(asked_.begin(), asked_.end(), key.name) != asked_.end()) continue;
    Complain(key.mark, key.name, "unknown field" + DidYouMean(key.name, asked_));
  }
}

}  // namespace ezpt::exercise
