#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::nn {

/// Height × width × channels; the batch is always one and the layout NHWC.
struct Shape {
  int height = 0;
  int width = 0;
  int channels = 0;

  friend bool operator==(const Shape&, const Shape&) = default;
  [[nodiscard]] std::size_t size() const {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
};

/// The operators that pose networks need; everything else in a model file is
/// folded away or refused.
enum class OpKind : uint8_t {
  kConv,       ///< Full convolution; 1×1 is the pointwise case.
  kDepthwise,  ///< One filter a channel.
  kAdd,        ///< Element by element.
  kResize2x,   ///< Bilinear to twice the size, half-pixel centres.
};

enum class Activation : uint8_t { kNone, kRelu, kRelu6 };
enum class Padding : uint8_t { kSame, kValid };

inline constexpr int kNothing = -1;

/// One operator. Values and constants are indices into the Graph's lists.
struct Op {
  OpKind kind = OpKind::kConv;
  Activation activation = Activation::kNone;
  Padding padding = Padding::kSame;
  int kernel = 1;  ///< Height and width of the filter.
  int stride = 1;
  int input = kNothing;
  int addend = kNothing;  ///< Value of the output's shape added before the activation; the second input of kAdd.
  int output = kNothing;
  int weights = kNothing;    ///< kConv: [kernel][kernel][in][out]; kDepthwise: [kernel][kernel][channels].
  int bias = kNothing;       ///< [out], or none.
  int pad_value = kNothing;  ///< [in]: what lies outside the input, or none for zero.
  std::string name;          ///< Of the node in the model file, for messages.
};

struct GraphOutput {
  std::string name;
  int value = kNothing;
};

/// A network as a list of operators in the order of execution. Value 0 is the
/// input; every other value is written by exactly one operator before it is read.
struct Graph {
  std::vector<Shape> values;
  std::vector<Op> ops;
  std::vector<std::vector<float>> constants;
  std::vector<GraphOutput> outputs;
};

/// Limits on what a model file may ask for; far above any pose network.
inline constexpr std::size_t kMaxOps = 4096;
inline constexpr int kMaxExtent = 8192;                    // pixels or channels
inline constexpr int kMaxKernel = 15;                      // pixels
inline constexpr int kMaxStride = 8;                       // pixels
inline constexpr std::size_t kMaxTensorFloats = 1u << 26;  // 256 MB
inline constexpr std::size_t kMaxNameLength = 512;
inline constexpr int64_t kMaxMultiplyAccumulates = int64_t{1} << 37;

/// Extent of a convolution's output, and how many pixels of padding lie before
/// the input (TensorFlow's rules).
struct Window {
  int output = 0;
  int pad_before = 0;
};
/// REQUIRES: extent, kernel, stride > 0. `output` is ≤ 0 where nothing fits.
[[nodiscard]] Window ConvWindow(int extent, int kernel, int stride, Padding padding);

/// Checks every index, shape, size and limit, and that values are written once
/// and before they are read. After success the graph can be planned and run
/// without further checks. Errors name the operator.
[[nodiscard]] Status Validate(const Graph& graph);

/// Multiplications of one run. REQUIRES: valid indices.
[[nodiscard]] int64_t MultiplyAccumulates(const Graph& graph);

/// How many operators and outputs read each value.
[[nodiscard]] std::vector<int> CountReaders(const Graph& graph);

/// Adds that follow a convolution without activation become that convolution's
/// addend, so that the sum costs no pass of its own over memory. Drops the
/// values that disappear. REQUIRES: Validate passed.
[[nodiscard]] Graph FuseAdds(Graph graph);

}  // namespace ezpt::nn
