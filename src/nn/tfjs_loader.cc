#include "nn/tfjs_loader.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nn/tfjs_document.h"
#include "nn/tfjs_order.h"

namespace ezpt::nn {
namespace {

constexpr std::array<std::string_view, 4> kHeads = {"kpt_heatmap", "kpt_regress", "center", "kpt_offset"};

// What a node's output is while the graph is rebuilt: a value of ours, or still
// the input picture under an affine map x · scale + offset per channel.
struct Lowered {
  int value = kNothing;
  bool affine = false;
  std::vector<float> scale;
  std::vector<float> offset;
};

/// Rebuilds the part of the document that the heads need, operator by operator.
class Lowering {
 public:
  explicit Lowering(const TfjsDocument& document) : document_(document) {}

  Result<Graph> Run() {
    std::vector<std::size_t> heads;
    for (const std::string_view head : kHeads) {
      EZPT_TRY(const std::size_t node, FindHead(document_, head));
      heads.push_back(node);
    }
    EZPT_TRY(const std::vector<std::size_t> order, OrderFor(document_, heads));
    for (const std::size_t index : order) EZPT_CHECK_OK(Lower(document_.nodes[index]));
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const Lowered& head = lowered_.at(document_.nodes[heads[i]].name);
      graph_.outputs.push_back({std::string(kHeads[i]), head.value});
    }
    EZPT_CHECK_OK(Validate(graph_));
    return FuseAdds(std::move(graph_));
  }

 private:
  Status Lower(const TfjsNode& node) {
    if (node.op == "Const") return {};
    if (node.op == "Placeholder") return LowerInput(node);
    if (IsOneOf(node.op, {"Cast", "Unpack", "ExpandDims", "Squeeze", "Identity"})) return LowerPassThrough(node);
    if (IsOneOf(node.op, {"_FusedConv2D", "Conv2D"})) return LowerConvolution(node, OpKind::kConv);
    if (IsOneOf(node.op, {"FusedDepthwiseConv2dNative", "DepthwiseConv2dNative"})) {
      return LowerConvolution(node, OpKind::kDepthwise);
    }
    if (node.op == "ResizeBilinear") return LowerResize(node);
    if (IsOneOf(node.op, {"Sub", "Mul"}) || (node.op == "AddV2" && ConstantOf(node, 1) != nullptr)) {
      return LowerNormalisation(node);
    }
    if (node.op == "AddV2") return LowerAdd(node);
    return Unsupported(node, "operator is not supported");
  }

  const TfjsTensor* ConstantOf(const TfjsNode& node, std::size_t input) const {
    if (input >= node.inputs.size()) return nullptr;
    const auto found = document_.tensors.find(node.inputs[input]);
    return found == document_.tensors.end() ? nullptr : &found->second;
  }

  const Lowered* TensorOf(const TfjsNode& node, std::size_t input) const {
    if (input >= node.inputs.size()) return nullptr;
    const auto found = lowered_.find(node.inputs[input]);
    return found == lowered_.end() ? nullptr : &found->second;
  }

  Result<int> ValueOf(const TfjsNode& node, std::size_t input) const {
    const Lowered* tensor = TensorOf(node, input);
    if (tensor == nullptr) return Damaged(node, "lacks input " + std::to_string(input));
    if (tensor->affine) return Unsupported(node, "only a convolution can follow the normalisation of the input");
    return tensor->value;
  }

  Status LowerInput(const TfjsNode& node) {
    if (!graph_.values.empty()) return Unsupported(node, "a second input");
    if (node.shape.size() != 4 || node.shape[0] != 1 || node.shape[3] != 3 || node.shape[1] < 1 || node.shape[2] < 1 ||
        node.shape[1] > kMaxExtent || node.shape[2] > kMaxExtent) {
      return Unsupported(node, "input is not 1 x height x width x 3");
    }
    graph_.values.push_back({node.shape[1], node.shape[2], node.shape[3]});
    lowered_[node.name] = {0, true, std::vector<float>(3, 1.0f), std::vector<float>(3, 0.0f)};
    return {};
  }

  // Batch of one and no change of type in our arithmetic: the picture stays as it is.
  Status LowerPassThrough(const TfjsNode& node) {
    const Lowered* input = TensorOf(node, 0);
    if (input == nullptr) return Damaged(node, "lacks input 0");
    if (!input->affine) return Unsupported(node, "is only supported on the input picture");
    lowered_[node.name] = *input;
    return {};
  }

  Status LowerNormalisation(const TfjsNode& node) {
    const Lowered* input = TensorOf(node, 0);
    const TfjsTensor* constant = ConstantOf(node, 1);
    if (input == nullptr || constant == nullptr || !input->affine) {
      return Unsupported(node, "is only supported between the input picture and a constant");
    }
    const std::size_t count = constant->values.size();
    if (count != 1 && count != input->scale.size()) return Unsupported(node, "constant is not one number a channel");
    Lowered out = *input;
    for (std::size_t c = 0; c < out.scale.size(); ++c) {
      const float k = constant->values[count == 1 ? 0 : c];
      if (node.op == "Mul") {
        out.scale[c] *= k;
        out.offset[c] *= k;
      } else {
        out.offset[c] += node.op == "Sub" ? -k : k;
      }
    }
    lowered_[node.name] = std::move(out);
    return {};
  }

  Status LowerConvolution(const TfjsNode& node, OpKind kind) {
    const Lowered* input = TensorOf(node, 0);
    const TfjsTensor* weights = ConstantOf(node, 1);
    if (input == nullptr || weights == nullptr) return Damaged(node, "lacks its input or weights");
    if (weights->dims.size() != 4 || weights->dims[0] != weights->dims[1]) {
      return Unsupported(node, "filter is not square");
    }
    if (node.strides.size() != 4 || node.strides[1] != node.strides[2]) return Unsupported(node, "strides differ");
    if (std::any_of(node.dilations.begin(), node.dilations.end(), [](int d) { return d != 1; })) {
      return Unsupported(node, "dilated convolution");
    }
    if (node.padding != "SAME" && node.padding != "VALID") return Unsupported(node, "padding '" + node.padding + "'");
    if (!node.data_format.empty() && node.data_format != "NHWC") return Unsupported(node, "layout is not NHWC");

    const Shape in = graph_.values[static_cast<std::size_t>(input->value)];
    const bool depthwise = kind == OpKind::kDepthwise;
    if (weights->dims[2] != in.channels || (depthwise && weights->dims[3] != 1)) {
      return Damaged(node, "weights do not fit an input of " + std::to_string(in.channels) + " channels");
    }
    Op op;
    op.kind = kind;
    op.kernel = weights->dims[0];
    op.stride = node.strides[1];
    op.padding = node.padding == "SAME" ? Padding::kSame : Padding::kValid;
    op.input = input->value;
    op.name = node.name;
    if (op.kernel < 1 || op.kernel > kMaxKernel || op.stride < 1 || op.stride > kMaxStride) {
      return Unsupported(node, "kernel or stride is out of range");
    }
    EZPT_CHECK_OK(ReadFusedOps(node, op));
    op.weights = AddConstant(weights->values);
    if (input->affine) EZPT_CHECK_OK(FoldNormalisation(node, *input, *weights, op));
    const Window y = ConvWindow(in.height, op.kernel, op.stride, op.padding);
    const Window x = ConvWindow(in.width, op.kernel, op.stride, op.padding);
    return Append(std::move(op), {y.output, x.output, depthwise ? in.channels : weights->dims[3]});
  }

  Status ReadFusedOps(const TfjsNode& node, Op& op) {
    for (const std::string& fused : node.fused_ops) {
      if (fused == "BiasAdd") {
        const TfjsTensor* bias = ConstantOf(node, 2);
        if (bias == nullptr) return Damaged(node, "lacks its bias");
        op.bias = AddConstant(bias->values);
      } else if (fused == "Relu") {
        op.activation = Activation::kRelu;
      } else if (fused == "Relu6") {
        op.activation = Activation::kRelu6;
      } else {
        return Unsupported(node, "fused '" + fused + "' is not supported");
      }
    }
    return {};
  }

  // conv(x·s + o) = conv'(x) with weights w·s and bias b + Σ w·o. Outside of the
  // picture the network saw 0, which is −o/s before the map: the pad value.
  Status FoldNormalisation(const TfjsNode& node, const Lowered& input, const TfjsTensor& tensor, Op& op) {
    if (op.kind != OpKind::kConv) return Unsupported(node, "only a full convolution can follow the normalisation");
    const auto in = static_cast<std::size_t>(tensor.dims[2]);
    const auto out = static_cast<std::size_t>(tensor.dims[3]);
    std::vector<double> bias(out, 0.0);
    if (op.bias != kNothing) {
      const std::vector<float>& old = graph_.constants[static_cast<std::size_t>(op.bias)];
      if (old.size() != out) return Damaged(node, "bias does not fit");
      bias.assign(old.begin(), old.end());
    }
    std::vector<float> pad(in);
    for (std::size_t c = 0; c < in; ++c) {
      if (input.scale[c] == 0.0f) return Unsupported(node, "normalisation by zero");
      pad[c] = -input.offset[c] / input.scale[c];
    }
    std::vector<float>& weights = graph_.constants[static_cast<std::size_t>(op.weights)];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const std::size_t c = (i / out) % in;
      bias[i % out] += static_cast<double>(weights[i]) * input.offset[c];
      weights[i] *= input.scale[c];
    }
    if (op.bias == kNothing) op.bias = AddConstant({});
    graph_.constants[static_cast<std::size_t>(op.bias)].assign(bias.begin(), bias.end());
    op.pad_value = AddConstant(std::move(pad));
    return {};
  }

  Status LowerAdd(const TfjsNode& node) {
    Op op;
    op.kind = OpKind::kAdd;
    op.name = node.name;
    EZPT_TRY(op.input, ValueOf(node, 0));
    EZPT_TRY(op.addend, ValueOf(node, 1));
    return Append(std::move(op), graph_.values[static_cast<std::size_t>(lowered_.at(node.inputs[0]).value)]);
  }

  Status LowerResize(const TfjsNode& node) {
    EZPT_TRY(const int value, ValueOf(node, 0));
    const Shape in = graph_.values[static_cast<std::size_t>(value)];
    const TfjsTensor* size = ConstantOf(node, 1);
    if (size == nullptr || size->values.size() != 2) return Unsupported(node, "size is not a constant");
    if (size->values[0] != static_cast<float>(2 * in.height) || size->values[1] != static_cast<float>(2 * in.width) ||
        node.align_corners || !node.half_pixel_centers) {
      return Unsupported(node, "only doubling with half-pixel centres is supported");
    }
    Op op;
    op.kind = OpKind::kResize2x;
    op.name = node.name;
    op.input = value;
    return Append(std::move(op), {in.height * 2, in.width * 2, in.channels});
  }

  int AddConstant(std::vector<float> values) {
    graph_.constants.push_back(std::move(values));
    return static_cast<int>(graph_.constants.size()) - 1;
  }

  // Extents are checked as they appear, so that a chain of resizes cannot overflow.
  Status Append(Op op, Shape shape) {
    if (shape.height < 1 || shape.width < 1 || shape.channels < 1 || shape.height > kMaxExtent ||
        shape.width > kMaxExtent || shape.channels > kMaxExtent) {
      return Error{ErrorCode::kLimitExceeded, "model: node '" + op.name + "': output is empty or over the limit"};
    }
    op.output = static_cast<int>(graph_.values.size());
    lowered_[op.name] = {op.output, false, {}, {}};
    graph_.values.push_back(shape);
    graph_.ops.push_back(std::move(op));
    return {};
  }

  const TfjsDocument& document_;
  Graph graph_;
  std::map<std::string, Lowered> lowered_;
};

}  // namespace

Result<Graph> ParseTfjs(std::string_view json, std::span<const std::byte> weights) {
  EZPT_TRY(const TfjsDocument document, ReadTfjsDocument(json, weights));
  return Lowering(document).Run();
}

}  // namespace ezpt::nn
