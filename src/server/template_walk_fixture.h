#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/view_shape_fixture.h"

namespace ezpt::server {

/// Reads templates as mustache does, without values: which names they use, and what stands there in the view. For
/// tests: as it is rendered, a name that is not there is blank, and nothing says so.
class TemplateWalk {
 public:
  using Files = std::map<std::string, std::string>;
  /// A view's name and a field of it.
  using FieldName = std::pair<std::string, std::string>;

  explicit TemplateWalk(const Files& files) : files_(files) {}

  /// Walks the page and all that it includes. @param root what has the names on the outside: a frame, and the view.
  void Walk(const std::string& page, const std::vector<const Shape*>& root);

  /// In words, each with its file.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  [[nodiscard]] const std::set<FieldName>& used() const { return used_; }
  [[nodiscard]] const std::set<std::string>& files_walked() const { return walked_; }

 private:
  struct Tag {
    char kind = ' ';  ///< '#', '^', '/', '>', '!', '{', '&', '=', or ' ' for what is printed.
    std::string name;
  };
  using Stack = std::vector<const Shape*>;  ///< The innermost last.

  static std::vector<Tag> TagsOf(std::string_view text);
  static std::string Trimmed(std::string_view text);
  /// From tag `at` to the end of the section, or of the file. @return the tag after it.
  std::size_t WalkTags(const std::vector<Tag>& tags, std::size_t at, Stack& stack);
  void WalkFile(const std::string& name, Stack& stack);
  std::size_t WalkSection(const std::vector<Tag>& tags, std::size_t at, Stack& stack);
  /// What the name stands for, which is then used; null and a problem where there is none.
  const Shape* Look(const std::string& name, const Stack& stack);
  const Shape* LookIn(const Shape& context, std::string_view name);
  void Say(std::string what) { problems_.push_back(file_ + ".mustache: " + std::move(what)); }

  const Files& files_;
  std::string file_;  ///< The one that is being walked.
  std::vector<std::string> problems_;
  std::set<FieldName> used_;
  std::set<std::string> walked_;
};

inline std::string TemplateWalk::Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \n") - begin + 1));
}

inline std::vector<TemplateWalk::Tag> TemplateWalk::TagsOf(std::string_view text) {
  constexpr std::string_view kKinds = "#^/>!{&=";
  std::vector<Tag> tags;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    std::string_view inside = text.substr(at + 2, end - at - 2);
    Tag tag;
    if (!inside.empty() && kKinds.find(inside.front()) != std::string_view::npos) {
      tag.kind = inside.front();
      inside.remove_prefix(1);
    }
    tag.name = Trimmed(inside);
    tags.push_back(std::move(tag));
    at = end;
  }
  return tags;
}

inline void TemplateWalk::Walk(const std::string& page, const std::vector<const Shape*>& root) {
  Stack stack = root;
  file_ = page;
  WalkFile(page, stack);
}

inline void TemplateWalk::WalkFile(const std::string& name, Stack& stack) {
  const auto file = files_.find(name);
  if (file == files_.end()) return Say("there is no " + name + ".mustache");
  const std::string from = std::exchange(file_, name);
  walked_.insert(name);
  WalkTags(TagsOf(file->second), 0, stack);
  file_ = from;
}

inline std::size_t TemplateWalk::WalkTags(const std::vector<Tag>& tags, std::size_t at, Stack& stack) {
  while (at < tags.size()) {
    const Tag& tag = tags[at++];
    switch (tag.kind) {
      case '/':
        return at;
      case '#':
      case '^':
        at = WalkSection(tags, at - 1, stack);
        break;
      case '>':
        WalkFile(tag.name, stack);
        break;
      case '!':
        break;
      case ' ':
        if (const Shape* shape = Look(tag.name, stack); shape != nullptr && shape->kind != Shape::Kind::kText) {
          Say("{{" + tag.name + "}} is nothing that could be printed");
        }
        break;
      default:
        Say("{{" + std::string(1, tag.kind) + tag.name + "}} is not for templates of ours");
    }
  }
  return at;
}

inline std::size_t TemplateWalk::WalkSection(const std::vector<Tag>& tags, std::size_t at, Stack& stack) {
  const Tag& tag = tags[at];
  const Shape* shape = Look(tag.name, stack);
  if (shape == nullptr) return WalkTags(tags, at + 1, stack);
  const bool depends = shape->may_be_missing || shape->kind == Shape::Kind::kFlag || shape->kind == Shape::Kind::kList;
  if (!depends && (tag.kind == '^' || shape->kind == Shape::Kind::kText)) {
    Say("{{" + std::string(1, tag.kind) + tag.name + "}} is never empty or false");
  }
  const bool enters = tag.kind == '#' && shape->kind != Shape::Kind::kFlag;
  if (enters) stack.push_back(shape->kind == Shape::Kind::kList ? shape->element.get() : shape);
  const std::size_t after = WalkTags(tags, at + 1, stack);
  if (enters) stack.pop_back();
  return after;
}

inline const Shape* TemplateWalk::Look(const std::string& name, const Stack& stack) {
  if (name == ".") return stack.back();
  for (auto context = stack.rbegin(); context != stack.rend(); ++context) {
    if (const Shape* found = LookIn(**context, name)) return found;
  }
  Say("no view has {{" + name + "}}");
  return nullptr;
}

inline const Shape* TemplateWalk::LookIn(const Shape& context, std::string_view name) {
  const Shape* found = &context;
  std::vector<FieldName> way;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('.'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    const Shape::Field* field = found->Find(part);
    if (field == nullptr) return nullptr;
    way.emplace_back(field->of, field->name);
    found = field->shape.get();
  }
  used_.insert(way.begin(), way.end());
  return found;
}

}  // namespace ezpt::server
