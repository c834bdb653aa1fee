// Helpers for the other tests: a tiny model and a plain interpreter.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "nn/test_support.h"

namespace ezpt::nn {
namespace {

using Json = nlohmann::json;

const char* Base64Of(const std::string& word) {
  if (word == "SAME") return "U0FNRQ==";
  if (word == "VALID") return "VkFMSUQ=";
  if (word == "BiasAdd") return "Qmlhc0FkZA==";
  if (word == "Relu") return "UmVsdQ==";
  return "UmVsdTY=";  // Relu6
}

class TinyBuilder {
 public:
  TinyModel Build() {
    nodes_.push_back(
        {{"name", "input"},
         {"op", "Placeholder"},
         {"attr",
          {{"shape",
            {{"shape", {{"dim", {{{"size", "1"}}, {{"size", "16"}}, {{"size", "16"}}, {{"size", "3"}}}}}}}}}}});
    Node("cast", "Cast", {"input"});
    Node("sub", "Sub", {"cast", Const("mean", {1, 1, 1, 3}, {127.5f, 127.5f, 127.5f})});
    Node("mul", "Mul", {"sub", Const("scale", {}, {1.0f / 128.0f})});
    Convolution("first", "mul", 3, 3, 8, 2, {"BiasAdd", "Relu6"});
    Depthwise("middle", "first", 8, 1, {"BiasAdd", "Relu6"});
    Convolution("project", "middle", 1, 8, 8, 1, {"BiasAdd"});
    Node("residual", "AddV2", {"first", "project"});
    Depthwise("down", "residual", 8, 2, {});
    Convolution("deep", "down", 1, 8, 24, 1, {"BiasAdd", "Relu"});
    Convolution("lateral", "residual", 1, 8, 24, 1, {"BiasAdd"});
    Node("up", "ResizeBilinear", {"deep", Int("size", {8, 8})}).at("attr") = {{"half_pixel_centers", {{"b", true}}}};
    Node("pyramid", "AddV2", {"up", "lateral"});
    const std::pair<const char*, int> heads[] = {
        {"kpt_heatmap", 17}, {"kpt_regress", 34}, {"center", 1}, {"kpt_offset", 34}};
    for (const auto& [head, channels] : heads) {
      const std::string scope = std::string("StatefulPartitionedCall/") + head + "_0/";
      Depthwise(scope + "dw", "pyramid", 24, 1, {});
      Convolution(scope + "pw", scope + "dw", 1, 24, 32, 1, {"BiasAdd", "Relu"});
      Convolution(scope + "out", scope + "pw", 1, 32, channels, 1, {"BiasAdd"});
    }
    model_.json = {{"format", "graph-model"},
                   {"modelTopology", {{"node", nodes_}}},
                   {"weightsManifest", {{{"paths", {"tiny.bin"}}, {"weights", specs_}}}}};
    return std::move(model_);
  }

 private:
  Json& Node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs) {
    nodes_.push_back({{"name", name}, {"op", op}, {"input", inputs}, {"attr", Json::object()}});
    return nodes_.back();
  }

  void Declare(const std::string& name, const std::vector<int>& dims, const char* dtype) {
    Node(name, "Const", {});
    specs_.push_back({{"name", name}, {"shape", dims}, {"dtype", dtype}});
  }

  std::string Const(const std::string& name, const std::vector<int>& dims, const std::vector<float>& values) {
    Declare(name, dims, "float32");
    model_.weights.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return name;
  }

  std::string Int(const std::string& name, const std::vector<int32_t>& values) {
    Declare(name, {static_cast<int>(values.size())}, "int32");
    model_.weights.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(int32_t));
    return name;
  }

  // float16 with few bits, as the published weights are.
  std::string Random16(const std::string& name, const std::vector<int>& dims) {
    Declare(name, dims, "float32");
    specs_.back()["quantization"] = {{"dtype", "float16"}, {"original_dtype", "float32"}};
    std::size_t count = 1;
    for (const int dim : dims) count *= static_cast<std::size_t>(dim);
    for (std::size_t i = 0; i < count; ++i) {
      const auto half = static_cast<uint16_t>((random_.Next() & 0x8fffu) | 0x3000u);  // ±0.125 … ±1
      model_.weights.append(reinterpret_cast<const char*>(&half), sizeof(half));
    }
    return name;
  }

  void Windowed(Json& node, int stride, const std::string& padding, const std::vector<std::string>& fused) {
    const std::string s = std::to_string(stride);
    Json& attr = node["attr"];
    attr["strides"] = {{"list", {{"i", {"1", s, s, "1"}}}}};
    attr["padding"] = {{"s", Base64Of(padding)}};
    Json names = Json::array();
    for (const std::string& name : fused) names.push_back(Base64Of(name));
    attr["fused_ops"] = {{"list", {{"s", names}}}};
  }

  void Convolution(const std::string& name, const std::string& input, int kernel, int in, int out, int stride,
                   const std::vector<std::string>& fused) {
    const std::string weights = Random16(name + "/w", {kernel, kernel, in, out});
    const std::string bias = Random16(name + "/b", {out});
    Windowed(Node(name, "_FusedConv2D", {input, weights, bias}), stride, kernel == 1 ? "VALID" : "SAME", fused);
  }

  void Depthwise(const std::string& name, const std::string& input, int channels, int stride,
                 const std::vector<std::string>& fused) {
    std::vector<std::string> inputs = {input, Random16(name + "/w", {3, 3, channels, 1})};
    if (!fused.empty()) inputs.push_back(Random16(name + "/b", {channels}));
    Windowed(Node(name, fused.empty() ? "DepthwiseConv2dNative" : "FusedDepthwiseConv2dNative", inputs), stride, "SAME",
             fused);
  }

  Json nodes_ = Json::array();
  Json specs_ = Json::array();
  TinyModel model_;
  Random random_{20};
};

float Act(float x, Activation activation) {
  if (activation != Activation::kNone) x = std::max(x, 0.0f);
  return activation == Activation::kRelu6 ? std::min(x, 6.0f) : x;
}

// A tensor with its shape, read with what lies outside.
struct View {
  const std::vector<float>& data;
  Shape shape;

  float At(int y, int x, int c, float outside) const {
    if (y < 0 || x < 0 || y >= shape.height || x >= shape.width) return outside;
    return data[static_cast<std::size_t>((y * shape.width + x) * shape.channels + c)];
  }
};

float Tap(const Graph& graph, const Op& op, const View& in, int y, int x, int c) {
  const Window wy = ConvWindow(in.shape.height, op.kernel, op.stride, op.padding);
  const Window wx = ConvWindow(in.shape.width, op.kernel, op.stride, op.padding);
  const auto& weights = graph.constants[static_cast<std::size_t>(op.weights)];
  const bool depthwise = op.kind == OpKind::kDepthwise;
  const int out_channels = graph.values[static_cast<std::size_t>(op.output)].channels;
  float sum =
      op.bias == kNothing ? 0.0f : graph.constants[static_cast<std::size_t>(op.bias)][static_cast<std::size_t>(c)];
  for (int ky = 0; ky < op.kernel; ++ky) {
    for (int kx = 0; kx < op.kernel; ++kx) {
      const int iy = y * op.stride - wy.pad_before + ky;
      const int ix = x * op.stride - wx.pad_before + kx;
      for (int i = depthwise ? c : 0; i < (depthwise ? c + 1 : in.shape.channels); ++i) {
        const float outside =
            op.pad_value == kNothing
                ? 0.0f
                : graph.constants[static_cast<std::size_t>(op.pad_value)][static_cast<std::size_t>(i)];
        const int tap = ky * op.kernel + kx;
        const int at = depthwise ? tap * in.shape.channels + c : (tap * in.shape.channels + i) * out_channels + c;
        sum += in.At(iy, ix, i, outside) * weights[static_cast<std::size_t>(at)];
      }
    }
  }
  return sum;
}

float Resized(const View& in, int y, int x, int c) {
  const auto near_far = [](int at, int extent) {
    return std::pair{at / 2, std::clamp((at & 1) != 0 ? at / 2 + 1 : at / 2 - 1, 0, extent - 1)};
  };
  const auto [y0, y1] = near_far(y, in.shape.height);
  const auto [x0, x1] = near_far(x, in.shape.width);
  return 0.5625f * in.At(y0, x0, c, 0) + 0.1875f * (in.At(y0, x1, c, 0) + in.At(y1, x0, c, 0)) +
         0.0625f * in.At(y1, x1, c, 0);
}

}  // namespace

nlohmann::json& TinyModel::Node(const std::string& name) {
  for (Json& node : json["modelTopology"]["node"]) {
    if (node["name"] == name) return node;
  }
  return json;
}

TinyModel MakeTinyModel() { return TinyBuilder().Build(); }

std::vector<std::vector<float>> RunPlainly(const Graph& graph, const std::vector<float>& input) {
  std::vector<std::vector<float>> values(graph.values.size());
  values[0] = input;
  for (const Op& op : graph.ops) {
    const View in{values[static_cast<std::size_t>(op.input)], graph.values[static_cast<std::size_t>(op.input)]};
    const Shape shape = graph.values[static_cast<std::size_t>(op.output)];
    std::vector<float> out;
    for (int y = 0; y < shape.height; ++y) {
      for (int x = 0; x < shape.width; ++x) {
        for (int c = 0; c < shape.channels; ++c) {
          float value = op.kind == OpKind::kResize2x ? Resized(in, y, x, c)
                        : op.kind == OpKind::kAdd    ? in.At(y, x, c, 0)
                                                     : Tap(graph, op, in, y, x, c);
          if (op.addend != kNothing) value += values[static_cast<std::size_t>(op.addend)][out.size()];
          out.push_back(Act(value, op.activation));
        }
      }
    }
    values[static_cast<std::size_t>(op.output)] = std::move(out);
  }
  return values;
}

}  // namespace ezpt::nn
