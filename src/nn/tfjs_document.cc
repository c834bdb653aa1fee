#include "nn/tfjs_document.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "nn/half.h"

namespace ezpt::nn {
namespace {

using Json = nlohmann::json;

const Json* Find(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(key);
  return it == object.end() ? nullptr : &*it;
}

std::optional<std::string> TextOf(const Json* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

// Numbers come as numbers, or as text where the converter had 64 bits.
std::optional<int> IntOf(const Json* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number_integer()) {
    const auto number = value->get<int64_t>();
    if (number < -kMaxExtent || number > int64_t{1} << 30) return std::nullopt;
    return static_cast<int>(number);
  }
  if (!value->is_string()) return std::nullopt;
  const auto& text = value->get_ref<const std::string&>();
  const bool negative = !text.empty() && text[0] == '-';
  int number = 0;
  const std::size_t begin = negative ? 1 : 0;
  if (text.size() == begin || text.size() > begin + 9) return std::nullopt;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return negative ? -number : number;
}

int Base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Strings among a node's attributes are base64.
std::optional<std::string> Base64Of(const Json* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > kMaxNameLength) return std::nullopt;
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int digit = Base64Digit(c);
    if (digit < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>((bits >> count) & 0xffu));
    }
  }
  return out;
}

Error Damaged(const std::string& where, const std::string& what) {
  return {ErrorCode::kDamaged, "model json: " + where + ": " + what};
}

// attr.NAME.list.i
Status ReadInts(const Json& attributes, const char* key, const std::string& node, std::vector<int>& out) {
  const Json* attribute = Find(attributes, key);
  if (attribute == nullptr) return {};
  const Json* list = Find(*attribute, "list");
  const Json* numbers = list == nullptr ? nullptr : Find(*list, "i");
  if (numbers == nullptr || !numbers->is_array() || numbers->size() > 8)
    return Damaged(node, std::string("bad ") + key);
  for (const Json& number : *numbers) {
    const auto value = IntOf(&number);
    if (!value) return Damaged(node, std::string("bad ") + key);
    out.push_back(*value);
  }
  return {};
}

Status ReadFusedOps(const Json& attributes, const std::string& node, std::vector<std::string>& out) {
  const Json* attribute = Find(attributes, "fused_ops");
  const Json* list = attribute == nullptr ? nullptr : Find(*attribute, "list");
  const Json* names = list == nullptr ? nullptr : Find(*list, "s");
  if (names == nullptr) return {};
  if (!names->is_array() || names->size() > 8) return Damaged(node, "bad fused_ops");
  for (const Json& name : *names) {
    const auto text = Base64Of(&name);
    if (!text) return Damaged(node, "bad fused_ops");
    out.push_back(*text);
  }
  return {};
}

std::string ReadString(const Json& attributes, const char* key) {
  const Json* attribute = Find(attributes, key);
  return attribute == nullptr ? std::string() : Base64Of(Find(*attribute, "s")).value_or("?");
}

bool ReadBool(const Json& attributes, const char* key) {
  const Json* attribute = Find(attributes, key);
  const Json* value = attribute == nullptr ? nullptr : Find(*attribute, "b");
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

Status ReadPlaceholderShape(const Json& attributes, const std::string& node, std::vector<int>& out) {
  const Json* attribute = Find(attributes, "shape");
  const Json* shape = attribute == nullptr ? nullptr : Find(*attribute, "shape");
  const Json* dims = shape == nullptr ? nullptr : Find(*shape, "dim");
  if (dims == nullptr || !dims->is_array() || dims->size() > 8) return Damaged(node, "has no shape");
  for (const Json& dim : *dims) {
    const auto size = IntOf(Find(dim, "size"));
    if (!size) return Damaged(node, "bad shape");
    out.push_back(*size);
  }
  return {};
}

Result<TfjsNode> ReadNode(const Json& json, std::size_t index) {
  const std::string position = "node " + std::to_string(index);
  auto name = TextOf(Find(json, "name"));
  auto op = TextOf(Find(json, "op"));
  if (!name || !op) return Damaged(position, "has no name or op");
  if (name->size() > kMaxNameLength || op->size() > kMaxNameLength) {
    return Error{ErrorCode::kLimitExceeded, "model json: " + position + ": name is too long"};
  }
  TfjsNode node;
  node.name = std::move(*name);
  node.op = std::move(*op);
  const std::string where = "node '" + node.name + "'";
  if (const Json* inputs = Find(json, "input"); inputs != nullptr) {
    if (!inputs->is_array() || inputs->size() > 64) return Damaged(where, "bad inputs");
    for (const Json& input : *inputs) {
      auto text = TextOf(&input);
      if (!text || text->empty() || text->size() > kMaxNameLength) return Damaged(where, "bad inputs");
      if ((*text)[0] == '^') continue;
      node.inputs.push_back(text->substr(0, text->find(':')));
    }
  }
  static const Json kNoAttributes = Json::object();
  const Json* found = Find(json, "attr");
  const Json& attributes = found == nullptr ? kNoAttributes : *found;
  if (node.op == "Placeholder") EZPT_CHECK_OK(ReadPlaceholderShape(attributes, where, node.shape));
  EZPT_CHECK_OK(ReadInts(attributes, "strides", where, node.strides));
  EZPT_CHECK_OK(ReadInts(attributes, "dilations", where, node.dilations));
  EZPT_CHECK_OK(ReadFusedOps(attributes, where, node.fused_ops));
  node.padding = ReadString(attributes, "padding");
  node.data_format = ReadString(attributes, "data_format");
  node.align_corners = ReadBool(attributes, "align_corners");
  node.half_pixel_centers = ReadBool(attributes, "half_pixel_centers");
  return node;
}

// How many bytes one number takes in the weights file; 0 where unsupported.
enum class Stored : uint8_t { kFloat32, kFloat16, kInt32, kUnsupported };

Stored StoredAs(const Json& spec) {
  const std::string dtype = TextOf(Find(spec, "dtype")).value_or("");
  const Json* quantization = Find(spec, "quantization");
  if (quantization != nullptr) {
    const bool half = TextOf(Find(*quantization, "dtype")).value_or("") == "float16";
    return half && dtype == "float32" ? Stored::kFloat16 : Stored::kUnsupported;
  }
  if (dtype == "float32") return Stored::kFloat32;
  return dtype == "int32" ? Stored::kInt32 : Stored::kUnsupported;
}

Result<std::size_t> ReadDims(const Json& spec, const std::string& where, std::vector<int>& dims) {
  const Json* shape = Find(spec, "shape");
  if (shape == nullptr || !shape->is_array()) return Damaged(where, "has no shape");
  if (shape->size() > 8) return Error{ErrorCode::kLimitExceeded, "model json: " + where + ": too many dimensions"};
  std::size_t count = 1;
  for (const Json& dim : *shape) {
    const auto extent = IntOf(&dim);
    if (!extent || *extent < 0) return Damaged(where, "bad shape");
    dims.push_back(*extent);
    count *= static_cast<std::size_t>(*extent);
    if (count > kMaxTensorFloats)
      return Error{ErrorCode::kLimitExceeded, "model json: " + where + ": is over the limit"};
  }
  return count;
}

Status ReadValues(std::span<const std::byte> bytes, Stored stored, const std::string& where, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (stored == Stored::kFloat16) {
      uint16_t half = 0;
      std::memcpy(&half, bytes.data() + 2 * i, sizeof(half));
      out[i] = HalfToFloat(half);
    } else if (stored == Stored::kFloat32) {
      std::memcpy(&out[i], bytes.data() + 4 * i, sizeof(float));
    } else {
      int32_t number = 0;
      std::memcpy(&number, bytes.data() + 4 * i, sizeof(number));
      out[i] = static_cast<float>(number);
    }
    if (!std::isfinite(out[i])) return Damaged(where, "holds a value that is not finite");
  }
  return {};
}

Status ReadTensor(const Json& spec, std::span<const std::byte>& rest, std::map<std::string, TfjsTensor>& tensors) {
  auto name = TextOf(Find(spec, "name"));
  if (!name || name->size() > kMaxNameLength) return Damaged("weightsManifest", "a weight has no name");
  const std::string where = "weight '" + *name + "'";
  TfjsTensor tensor;
  EZPT_TRY(const std::size_t count, ReadDims(spec, where, tensor.dims));
  const Stored stored = StoredAs(spec);
  if (stored == Stored::kUnsupported) {
    return Error{ErrorCode::kUnsupported, "model json: " + where + ": number format is not float32, float16 or int32"};
  }
  const std::size_t bytes = count * (stored == Stored::kFloat16 ? 2 : 4);
  if (rest.size() < bytes) {
    return Error{ErrorCode::kDamaged, "model weights: end at " + where + ": the file is truncated, fetch it again"};
  }
  tensor.values.resize(count);
  EZPT_CHECK_OK(ReadValues(rest.first(bytes), stored, where, tensor.values));
  rest = rest.subspan(bytes);
  if (!tensors.emplace(std::move(*name), std::move(tensor)).second) return Damaged(where, "appears twice");
  return {};
}

Status ReadWeights(const Json& model, std::span<const std::byte> weights, TfjsDocument& document) {
  const Json* manifest = Find(model, "weightsManifest");
  if (manifest == nullptr || !manifest->is_array()) return Damaged("weightsManifest", "is missing");
  std::span<const std::byte> rest = weights;
  for (const Json& group : *manifest) {
    const Json* specs = Find(group, "weights");
    if (specs == nullptr || !specs->is_array()) return Damaged("weightsManifest", "a group has no weights");
    if (document.tensors.size() + specs->size() > kMaxModelNodes) {
      return Error{ErrorCode::kLimitExceeded, "model json: weightsManifest: too many weights"};
    }
    for (const Json& spec : *specs) EZPT_CHECK_OK(ReadTensor(spec, rest, document.tensors));
  }
  if (!rest.empty()) {
    return Error{ErrorCode::kDamaged,
                 "model weights: " + std::to_string(rest.size()) + " bytes more than the model json describes"};
  }
  return {};
}

}  // namespace

Result<TfjsDocument> ReadTfjsDocument(std::string_view json, std::span<const std::byte> weights) {
  if (json.size() > kMaxModelJsonBytes) return Error{ErrorCode::kLimitExceeded, "model json: is over 32 MB"};
  if (weights.size() > kMaxWeightBytes) return Error{ErrorCode::kLimitExceeded, "model weights: are over 512 MB"};
  const Json model = Json::parse(json.begin(), json.end(), nullptr, false);
  if (model.is_discarded()) return Error{ErrorCode::kDamaged, "model json: is not JSON, or ends early"};
  const Json* topology = Find(model, "modelTopology");
  const Json* nodes = topology == nullptr ? nullptr : Find(*topology, "node");
  if (nodes == nullptr || !nodes->is_array()) {
    return Error{ErrorCode::kDamaged, "model json: modelTopology.node is missing: not a TF.js graph model"};
  }
  if (nodes->size() > kMaxModelNodes) return Error{ErrorCode::kLimitExceeded, "model json: too many nodes"};
  TfjsDocument document;
  for (std::size_t i = 0; i < nodes->size(); ++i) {
    EZPT_TRY(TfjsNode node, ReadNode((*nodes)[i], i));
    if (!document.node_index.emplace(node.name, i).second) return Damaged("node '" + node.name + "'", "appears twice");
    document.nodes.push_back(std::move(node));
  }
  EZPT_CHECK_OK(ReadWeights(model, weights, document));
  return document;
}

}  // namespace ezpt::nn
