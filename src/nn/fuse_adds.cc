#include <algorithm>
#include <utility>

#include "nn/graph.h"

namespace ezpt::nn {
namespace {

// The convolution that makes `value` for this one reader alone, or nullptr.
Op* SoleLinearConv(Graph& graph, const std::vector<int>& readers, int value) {
  if (readers[static_cast<std::size_t>(value)] != 1) return nullptr;
  for (Op& op : graph.ops) {
    if (op.output == value) {
      const bool fits = op.kind == OpKind::kConv && op.activation == Activation::kNone && op.addend == kNothing;
      return fits ? &op : nullptr;
    }
  }
  return nullptr;
}

// Renumbers so that only values still written or read remain.
void DropUnusedValues(Graph& graph) {
  std::vector<int> renumbered(graph.values.size(), kNothing);
  std::vector<Shape> kept{graph.values[0]};
  renumbered[0] = 0;
  for (const Op& op : graph.ops) {
    renumbered[static_cast<std::size_t>(op.output)] = static_cast<int>(kept.size());
    kept.push_back(graph.values[static_cast<std::size_t>(op.output)]);
  }
  for (Op& op : graph.ops) {
    op.input = renumbered[static_cast<std::size_t>(op.input)];
    op.output = renumbered[static_cast<std::size_t>(op.output)];
    if (op.addend != kNothing) op.addend = renumbered[static_cast<std::size_t>(op.addend)];
  }
  for (GraphOutput& output : graph.outputs) output.value = renumbered[static_cast<std::size_t>(output.value)];
  graph.values = std::move(kept);
}

}  // namespace

Graph FuseAdds(Graph graph) {
  const std::vector<int> readers = CountReaders(graph);
  std::vector<char> moved(graph.ops.size(), 0);
  std::vector<Op> ops;
  for (std::size_t i = 0; i < graph.ops.size(); ++i) {
    Op& add = graph.ops[i];
    if (add.kind != OpKind::kAdd || add.input == add.addend) continue;
    int other = add.input;
    Op* conv = SoleLinearConv(graph, readers, add.addend);
    if (conv == nullptr) {
      other = add.addend;
      conv = SoleLinearConv(graph, readers, add.input);
    }
    if (conv == nullptr || moved[static_cast<std::size_t>(conv - graph.ops.data())]) continue;
    // The convolution moves to the place of the sum: by then `other` is there.
    moved[static_cast<std::size_t>(conv - graph.ops.data())] = 1;
    Op fused = *conv;
    fused.addend = other;
    fused.activation = add.activation;
    fused.output = add.output;
    add = std::move(fused);
  }
  for (std::size_t i = 0; i < graph.ops.size(); ++i) {
    if (!moved[i]) ops.push_back(std::move(graph.ops[i]));
  }
  graph.ops = std::move(ops);
  DropUnusedValues(graph);
  return graph;
}

}  // namespace ezpt::nn
