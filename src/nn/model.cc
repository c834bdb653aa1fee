#include "nn/model.h"

#include <algorithm>
#include <utility>

#include "nn/packed_model.h"
#include "nn/packing.h"
#include "nn/tfjs_loader.h"

namespace ezpt::nn {
namespace {

constexpr std::size_t kMaxPackedFloats = std::size_t{1} << 28;  // 1 GB

std::size_t PackedFloats(const Graph& graph, const Op& op) {
  if (op.kind == OpKind::kDepthwise) return graph.constants[static_cast<std::size_t>(op.weights)].size();
  const int depth = op.kernel * op.kernel * graph.values[static_cast<std::size_t>(op.input)].channels;
  return PackedSize(depth, graph.values[static_cast<std::size_t>(op.output)].channels);
}

// Many operators may share one constant, so the sum has a limit of its own.
Status CheckPackedSize(const Graph& graph) {
  std::size_t total = 0;
  for (const Op& op : graph.ops) {
    if (op.weights == kNothing) continue;
    total += PackedFloats(graph, op);
    if (total > kMaxPackedFloats) {
      return Error{ErrorCode::kLimitExceeded, "model: node '" + op.name + "': the weights pass 1 GB here"};
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::LoadTfjs(std::string_view json, std::span<const std::byte> weights) {
  EZPT_TRY(Graph graph, ParseTfjs(json, weights));
  return Create(std::move(graph));
}

Result<std::shared_ptr<const Model>> Model::LoadPacked(std::span<const std::byte> file) {
  EZPT_TRY(Graph graph, ReadPackedModel(file));
  return Create(std::move(graph));
}

Result<std::shared_ptr<const Model>> Model::Create(Graph graph) {
  EZPT_CHECK_OK(Validate(graph));
  EZPT_CHECK_OK(CheckPackedSize(graph));
  EZPT_TRY(Plan plan, MakePlan(graph));
  return std::shared_ptr<const Model>(new Model(std::move(graph), std::move(plan)));
}

Model::Model(Graph graph, Plan plan) : graph_(std::move(graph)), plan_(std::move(plan)) { PackWeights(); }

void Model::PackWeights() {
  std::size_t total = 0;
  for (const Op& op : graph_.ops) {
    PackedOp packed;
    if (op.weights != kNothing) {
      const auto channels = static_cast<std::size_t>(graph_.values[static_cast<std::size_t>(op.output)].channels);
      packed.weights = total;
      packed.bias = total + RoundUpToLine(PackedFloats(graph_, op));
      packed.pad_value = op.pad_value;
      total = packed.bias + RoundUpToLine(channels);
    }
    packed_.push_back(packed);
  }
  weights_ = AlignedFloats(total);
  std::vector<char> keep(graph_.constants.size(), 0);
  for (std::size_t i = 0; i < graph_.ops.size(); ++i) {
    const Op& op = graph_.ops[i];
    if (op.weights == kNothing) continue;
    const std::vector<float>& source = graph_.constants[static_cast<std::size_t>(op.weights)];
    float* to = weights_.data() + packed_[i].weights;
    if (op.kind == OpKind::kDepthwise) {
      std::copy(source.begin(), source.end(), to);
    } else {
      const int channels = graph_.values[static_cast<std::size_t>(op.output)].channels;
      PackPanels(source.data(), static_cast<int>(source.size()) / channels, channels, to);
    }
    if (op.bias != kNothing) {
      const std::vector<float>& bias = graph_.constants[static_cast<std::size_t>(op.bias)];
      std::copy(bias.begin(), bias.end(), weights_.data() + packed_[i].bias);
    }
    if (op.pad_value != kNothing) keep[static_cast<std::size_t>(op.pad_value)] = 1;
  }
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (!keep[i]) std::vector<float>().swap(graph_.constants[i]);
  }
}

}  // namespace ezpt::nn
