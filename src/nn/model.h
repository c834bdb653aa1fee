#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "nn/aligned.h"
#include "nn/graph.h"
#include "nn/plan.h"

namespace ezpt::nn {

/// Where an operator's packed weights start, in floats.
struct PackedOp {
  std::size_t weights = 0;
  std::size_t bias = 0;
  int pad_value = kNothing;  ///< Index of the graph's constant, or none.
};

/// A network ready to run: operators, plan and packed weights. Immutable, so any
/// number of Sessions on any thread share one copy of the weights.
class Model {
 public:
  /// A MoveNet TF.js graph model; see ParseTfjs for heads, input and errors.
  [[nodiscard]] static Result<std::shared_ptr<const Model>> LoadTfjs(std::string_view json,
                                                                     std::span<const std::byte> weights);
  /// A packed model; see ReadPackedModel.
  [[nodiscard]] static Result<std::shared_ptr<const Model>> LoadPacked(std::span<const std::byte> file);
  /// Any graph. Errors: those of Validate and MakePlan.
  [[nodiscard]] static Result<std::shared_ptr<const Model>> Create(Graph graph);

  [[nodiscard]] Shape input_shape() const { return graph_.values[0]; }
  /// Operators, shapes and names; of its constants only the pad values are left.
  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const PackedOp& packed(int op) const { return packed_[static_cast<std::size_t>(op)]; }
  [[nodiscard]] const float* weights() const { return weights_.data(); }
  [[nodiscard]] int64_t multiply_accumulates() const { return MultiplyAccumulates(graph_); }

 private:
  Model(Graph graph, Plan plan);
  void PackWeights();

  Graph graph_;
  Plan plan_;
  std::vector<PackedOp> packed_;
  AlignedFloats weights_;
};

}  // namespace ezpt::nn
