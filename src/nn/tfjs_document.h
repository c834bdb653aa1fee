#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "nn/graph.h"

namespace ezpt::nn {

/// Limits on a TF.js model file.
inline constexpr std::size_t kMaxModelJsonBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMaxWeightBytes = std::size_t{512} << 20;
inline constexpr std::size_t kMaxModelNodes = 4096;

/// A constant of the weights file, widened to float (small integers are exact).
struct TfjsTensor {
  std::vector<int> dims;
  std::vector<float> values;
};

/// A node of the graph model with the attributes that our operators have.
struct TfjsNode {
  std::string name;
  std::string op;
  std::vector<std::string> inputs;  ///< Data inputs, without output numbers; control inputs are left out.
  std::vector<int> shape;           ///< Placeholder.
  std::vector<int> strides;
  std::vector<int> dilations;
  std::vector<std::string> fused_ops;
  std::string padding;
  std::string data_format;
  bool align_corners = false;
  bool half_pixel_centers = false;
};

/// The model file read and checked for form, but not yet for meaning.
struct TfjsDocument {
  std::vector<TfjsNode> nodes;
  std::map<std::string, std::size_t> node_index;
  std::map<std::string, TfjsTensor> tensors;
};

/// Reads `model.json` and its weights (the weight groups one after another):
/// float32, float32 stored as float16, and int32.
/// Errors name the node or weight: kDamaged where text or bytes end early,
/// kLimitExceeded for sizes, kUnsupported for other number formats.
/// Source: the layout that TensorFlow.js's converter writes ("graph-model").
[[nodiscard]] Result<TfjsDocument> ReadTfjsDocument(std::string_view json, std::span<const std::byte> weights);

}  // namespace ezpt::nn
