#include "nn/graph.h"

#include <algorithm>
#include <utility>

namespace ezpt::nn {
namespace {

Error Bad(ErrorCode code, const Op& op, const std::string& what) {
  return {code, "model: node '" + op.name + "': " + what};
}

bool InRange(int index, std::size_t size) { return index >= 0 && static_cast<std::size_t>(index) < size; }

bool ShapeAllowed(const Shape& s) {
  return s.height > 0 && s.width > 0 && s.channels > 0 && s.height <= kMaxExtent && s.width <= kMaxExtent &&
         s.channels <= kMaxExtent && s.size() <= kMaxTensorFloats;
}

std::string Text(const Shape& s) {
  return std::to_string(s.height) + "x" + std::to_string(s.width) + "x" + std::to_string(s.channels);
}

Status CheckConstant(const Graph& graph, const Op& op, int id, std::size_t size, const char* what) {
  if (!InRange(id, graph.constants.size())) return Bad(ErrorCode::kDamaged, op, std::string("has no ") + what);
  const std::size_t actual = graph.constants[static_cast<std::size_t>(id)].size();
  if (actual != size) {
    return Bad(ErrorCode::kDamaged, op,
               std::string(what) + " has " + std::to_string(actual) + " numbers, expected " + std::to_string(size));
  }
  return {};
}

Status CheckConvolution(const Graph& graph, const Op& op, const Shape& in, const Shape& out) {
  if (op.kernel < 1 || op.kernel > kMaxKernel || op.stride < 1 || op.stride > kMaxStride) {
    return Bad(ErrorCode::kLimitExceeded, op, "kernel or stride is over the limit");
  }
  const Window y = ConvWindow(in.height, op.kernel, op.stride, op.padding);
  const Window x = ConvWindow(in.width, op.kernel, op.stride, op.padding);
  const int channels = op.kind == OpKind::kDepthwise ? in.channels : out.channels;
  if (out != Shape{y.output, x.output, channels}) {
    return Bad(ErrorCode::kDamaged, op, "output " + Text(out) + " does not follow from input " + Text(in));
  }
  const auto taps = static_cast<std::size_t>(op.kernel) * static_cast<std::size_t>(op.kernel);
  const std::size_t filters = op.kind == OpKind::kDepthwise ? 1 : static_cast<std::size_t>(out.channels);
  const std::size_t weights = taps * static_cast<std::size_t>(in.channels) * filters;
  if (weights > kMaxTensorFloats) return Bad(ErrorCode::kLimitExceeded, op, "weights are over the limit");
  EZPT_CHECK_OK(CheckConstant(graph, op, op.weights, weights, "weights"));
  if (op.bias != kNothing) {
    EZPT_CHECK_OK(CheckConstant(graph, op, op.bias, static_cast<std::size_t>(out.channels), "bias"));
  }
  if (op.pad_value != kNothing) {
    if (op.kind != OpKind::kConv) return Bad(ErrorCode::kDamaged, op, "only a full convolution may have a pad value");
    EZPT_CHECK_OK(CheckConstant(graph, op, op.pad_value, static_cast<std::size_t>(in.channels), "pad value"));
  }
  return {};
}

Status CheckWeightless(const Op& op, const Shape& in, const Shape& out) {
  if (op.weights != kNothing || op.bias != kNothing || op.pad_value != kNothing) {
    return Bad(ErrorCode::kDamaged, op, "has weights that it cannot use");
  }
  if (op.kernel != 1 || op.stride != 1) {
    return Bad(ErrorCode::kDamaged, op, "has a kernel or stride that it cannot use");
  }
  if (op.kind == OpKind::kAdd) {
    if (op.addend == kNothing || in != out) return Bad(ErrorCode::kDamaged, op, "adds tensors of different shapes");
    return {};
  }
  if (out != Shape{in.height * 2, in.width * 2, in.channels}) {
    return Bad(ErrorCode::kDamaged, op, "does not double " + Text(in) + " but makes " + Text(out));
  }
  if (op.activation != Activation::kNone) return Bad(ErrorCode::kDamaged, op, "a resize has no activation");
  return {};
}

Status CheckOp(const Graph& graph, const Op& op, std::vector<char>& written) {
  if (op.name.size() > kMaxNameLength) return Error{ErrorCode::kLimitExceeded, "model: a node's name is too long"};
  if (!InRange(op.input, graph.values.size()) || !written[static_cast<std::size_t>(op.input)]) {
    return Bad(ErrorCode::kDamaged, op, "reads a value that nothing wrote");
  }
  if (!InRange(op.output, graph.values.size()) || written[static_cast<std::size_t>(op.output)]) {
    return Bad(ErrorCode::kDamaged, op, "writes a value twice or one that does not exist");
  }
  if (op.input == 0 && op.kind != OpKind::kConv) {
    return Bad(ErrorCode::kUnsupported, op, "only a full convolution can read the input picture");
  }
  const Shape in = graph.values[static_cast<std::size_t>(op.input)];
  const Shape out = graph.values[static_cast<std::size_t>(op.output)];
  if (op.addend != kNothing) {
    if (op.addend == 0 || !InRange(op.addend, graph.values.size()) || !written[static_cast<std::size_t>(op.addend)]) {
      return Bad(ErrorCode::kDamaged, op, "adds a value that nothing wrote");
    }
    if (graph.values[static_cast<std::size_t>(op.addend)] != out) {
      return Bad(ErrorCode::kDamaged, op, "adds tensors of different shapes");
    }
    if (op.kind != OpKind::kConv && op.kind != OpKind::kAdd) return Bad(ErrorCode::kDamaged, op, "cannot add here");
  }
  const bool weighted = op.kind == OpKind::kConv || op.kind == OpKind::kDepthwise;
  EZPT_CHECK_OK(weighted ? CheckConvolution(graph, op, in, out) : CheckWeightless(op, in, out));
  written[static_cast<std::size_t>(op.output)] = 1;
  return {};
}

// At most 2^26 outputs × 2^13 channels × 2^8 taps: no overflow.
int64_t MultiplyAccumulatesOf(const Graph& graph, const Op& op) {
  if (op.kind != OpKind::kConv && op.kind != OpKind::kDepthwise) return 0;
  const int per_output = op.kind == OpKind::kDepthwise ? 1 : graph.values[static_cast<std::size_t>(op.input)].channels;
  const auto outputs = static_cast<int64_t>(graph.values[static_cast<std::size_t>(op.output)].size());
  return outputs * per_output * op.kernel * op.kernel;
}

}  // namespace

Window ConvWindow(int extent, int kernel, int stride, Padding padding) {
  if (padding == Padding::kValid) return {(extent - kernel) / stride + (extent >= kernel ? 1 : 0), 0};
  const int output = (extent + stride - 1) / stride;
  return {output, std::max((output - 1) * stride + kernel - extent, 0) / 2};
}

Status Validate(const Graph& graph) {
  if (graph.values.empty() || graph.ops.empty() || graph.outputs.empty()) {
    return Error{ErrorCode::kDamaged, "model: has no input, no operator or no output"};
  }
  if (graph.ops.size() > kMaxOps || graph.values.size() > 2 * kMaxOps || graph.outputs.size() > kMaxOps) {
    return Error{ErrorCode::kLimitExceeded, "model: has more than " + std::to_string(kMaxOps) + " operators"};
  }
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    if (!ShapeAllowed(graph.values[i])) {
      const auto writer = std::find_if(graph.ops.begin(), graph.ops.end(),
                                       [i](const Op& op) { return op.output == static_cast<int>(i); });
      const std::string name = writer == graph.ops.end() ? "the input" : "node '" + writer->name + "'";
      return Error{ErrorCode::kLimitExceeded,
                   "model: " + name + ": shape " + Text(graph.values[i]) + " is not allowed"};
    }
  }
  std::vector<char> written(graph.values.size(), 0);
  written[0] = 1;
  int64_t macs = 0;
  for (const Op& op : graph.ops) {
    EZPT_CHECK_OK(CheckOp(graph, op, written));
    macs += MultiplyAccumulatesOf(graph, op);
    if (macs > kMaxMultiplyAccumulates) return Bad(ErrorCode::kLimitExceeded, op, "one run would take too long");
  }
  for (const GraphOutput& output : graph.outputs) {
    if (!InRange(output.value, graph.values.size()) || !written[static_cast<std::size_t>(output.value)] ||
        output.value == 0) {
      return Error{ErrorCode::kDamaged,
                   "model: output '" + output.name.substr(0, kMaxNameLength) + "' is never written"};
    }
  }
  return {};
}

int64_t MultiplyAccumulates(const Graph& graph) {
  int64_t macs = 0;
  for (const Op& op : graph.ops) macs += MultiplyAccumulatesOf(graph, op);
  return macs;
}

std::vector<int> CountReaders(const Graph& graph) {
  std::vector<int> readers(graph.values.size(), 0);
  for (const Op& op : graph.ops) {
    ++readers[static_cast<std::size_t>(op.input)];
    if (op.addend != kNothing) ++readers[static_cast<std::size_t>(op.addend)];
  }
  for (const GraphOutput& output : graph.outputs) ++readers[static_cast<std::size_t>(output.value)];
  return readers;
}

}  // namespace ezpt::nn
