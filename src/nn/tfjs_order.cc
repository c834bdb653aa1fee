#include "nn/tfjs_order.h"

#include <algorithm>
#include <utility>

namespace ezpt::nn {
namespace {

constexpr std::string_view kScope = "StatefulPartitionedCall/";

}  // namespace

Error Unsupported(const TfjsNode& node, const std::string& what) {
  return {ErrorCode::kUnsupported, "model: node '" + node.name + "' (" + node.op + "): " + what};
}

Error Damaged(const TfjsNode& node, const std::string& what) {
  return {ErrorCode::kDamaged, "model: node '" + node.name + "' (" + node.op + "): " + what};
}

bool IsOneOf(const std::string& op, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), op) != names.end();
}

Result<std::size_t> FindHead(const TfjsDocument& document, std::string_view head) {
  const std::string prefix = std::string(kScope) + std::string(head) + "_0/";
  std::vector<std::size_t> last;
  for (std::size_t i = 0; i < document.nodes.size(); ++i) {
    const TfjsNode& node = document.nodes[i];
    if (!node.name.starts_with(prefix) || !IsOneOf(node.op, {"_FusedConv2D", "Conv2D"})) continue;
    const bool feeds_scope = std::any_of(document.nodes.begin(), document.nodes.end(), [&](const TfjsNode& other) {
      return other.name.starts_with(prefix) &&
             std::find(other.inputs.begin(), other.inputs.end(), node.name) != other.inputs.end();
    });
    if (!feeds_scope) last.push_back(i);
  }
  if (last.size() == 1) return last[0];
  return Error{ErrorCode::kUnsupported,
               "model: head '" + prefix + "' is not there: only MoveNet single-pose models are supported"};
}

// Depth-first from the heads, without recursion: a hostile file may be deep.
Result<std::vector<std::size_t>> OrderFor(const TfjsDocument& document, const std::vector<std::size_t>& heads) {
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(document.nodes.size(), Mark::kNew);
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> stack;  // node, next input
  for (const std::size_t head : heads) {
    if (marks[head] == Mark::kNew) stack.emplace_back(head, 0);
    while (!stack.empty()) {
      const std::size_t index = stack.back().first;
      const TfjsNode& node = document.nodes[index];
      marks[index] = Mark::kOpen;
      if (stack.back().second == node.inputs.size()) {
        marks[index] = Mark::kDone;
        order.push_back(index);
        stack.pop_back();
        continue;
      }
      const std::string& input = node.inputs[stack.back().second++];
      const auto found = document.node_index.find(input);
      if (found == document.node_index.end()) return Damaged(node, "reads '" + input + "', which is not there");
      if (marks[found->second] == Mark::kOpen) return Damaged(node, "is part of a cycle");
      if (marks[found->second] == Mark::kNew) stack.emplace_back(found->second, 0);
    }
  }
  return order;
}

}  // namespace ezpt::nn
