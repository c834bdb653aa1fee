#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ezpt::exercise {

/// Where a value stands in its text; 1-based, 0 when the source has no lines.
struct Mark {
  int line = 0;
  int column = 0;
};

enum class NodeKind { kNull, kScalar, kSequence, kMap };

/// Plain scalars may be numbers; quoted ones are always text.
enum class ScalarStyle { kPlain, kQuoted };

/// One value of a document, whatever text it came from (YAML, JSON, a form):
/// the validator sees only this, so that its messages can name the line.
/// A map keeps its keys in the text's order; `keys[i]` names `items[i]`.
struct Node {
  struct Key {
    std::string name;
    Mark mark;
  };

  NodeKind kind = NodeKind::kNull;
  ScalarStyle style = ScalarStyle::kPlain;
  Mark mark;
  std::string scalar;
  std::vector<Key> keys;    ///< Maps only.
  std::vector<Node> items;  ///< Values of a map, or a sequence's items.

  /// The value under `name`, or null. O(number of keys).
  [[nodiscard]] const Node* Find(std::string_view name) const {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].name == name) return &items[i];
    }
    return nullptr;
  }
};

/// Limits that every parser into a Node keeps.
inline constexpr std::size_t kMaxDocumentBytes = 256 * 1024;
inline constexpr std::size_t kMaxDocumentNodes = 20'000;
inline constexpr int kMaxDocumentDepth = 16;

}  // namespace ezpt::exercise
