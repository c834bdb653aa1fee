#pragma once

#include <cstddef>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "nn/graph.h"

namespace ezpt::nn {

/// The whole file, empty where it is not there.
inline std::string ReadFileOrEmpty(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A picture of no meaning that the peers are given too.
inline std::vector<unsigned char> PatternPicture(std::size_t size) {
  std::vector<unsigned char> picture(size);
  for (std::size_t i = 0; i < size; ++i) picture[i] = static_cast<unsigned char>(i * 7919 % 256);
  return picture;
}

inline std::vector<float> RandomFloats(Random& random, std::size_t size) {
  std::vector<float> values(size);
  for (float& value : values) value = static_cast<float>(random.NextIn(-1.0, 1.0));
  return values;
}

/// A TF.js graph model in the shape of MoveNet, but tiny and with random weights:
/// 16 × 16 × 3 input, one block, a feature pyramid step, four heads.
struct TinyModel {
  nlohmann::json json;
  std::string weights;

  [[nodiscard]] std::string text() const { return json.dump(); }
  [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span(weights)); }
  /// The node of that name, to be spoilt.
  nlohmann::json& Node(const std::string& name);
};

[[nodiscard]] TinyModel MakeTinyModel();

/// Calls of operator new since the program began.
[[nodiscard]] int AllocationsSoFar();

/// Operators one by one over whole tensors with plain loops: what Session must equal.
/// REQUIRES: Validate(graph) passed.
[[nodiscard]] std::vector<std::vector<float>> RunPlainly(const Graph& graph, const std::vector<float>& input);

}  // namespace ezpt::nn
