#include "nn/packed_model.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "nn/half.h"

namespace ezpt::nn {
namespace {

constexpr std::array<char, 8> kMagic = {'E', 'Z', 'P', 'T', 'N', 'N', '0', '1'};
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kMaxPackedBytes = std::size_t{1} << 30;

enum class Storage : uint8_t { kFloat32 = 0, kFloat16 = 1 };

// FNV-1a, 64 bits: finds accidents, not malice.
uint64_t Checksum(std::span<const std::byte> bytes) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::byte b : bytes) hash = (hash ^ static_cast<uint64_t>(b)) * 0x100000001b3ULL;
  return hash;
}

// Little-endian, whatever the machine is.
class Writer {
 public:
  void Unsigned(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
  void Index(int value) { Unsigned(static_cast<uint32_t>(value), 4); }
  void Float(float value) { Unsigned(std::bit_cast<uint32_t>(value), 4); }
  void Text(const std::string& text) {
    Unsigned(text.size(), 2);
    for (const char c : text) out_.push_back(static_cast<std::byte>(c));
  }
  std::vector<std::byte>& bytes() { return out_; }

 private:
  std::vector<std::byte> out_;
};

void WriteConstant(const std::vector<float>& values, Writer& writer) {
  const bool half =
      std::all_of(values.begin(), values.end(), [](float v) { return HalfToFloat(TruncateToHalf(v)) == v; });
  writer.Unsigned(static_cast<uint64_t>(half ? Storage::kFloat16 : Storage::kFloat32), 1);
  writer.Unsigned(values.size(), 4);
  for (const float value : values) {
    if (half) {
      writer.Unsigned(TruncateToHalf(value), 2);
    } else {
      writer.Float(value);
    }
  }
}

void WriteOp(const Op& op, Writer& writer) {
  writer.Unsigned(static_cast<uint64_t>(op.kind), 1);
  writer.Unsigned(static_cast<uint64_t>(op.activation), 1);
  writer.Unsigned(static_cast<uint64_t>(op.padding), 1);
  writer.Unsigned(static_cast<uint64_t>(op.kernel), 1);
  writer.Unsigned(static_cast<uint64_t>(op.stride), 1);
  for (const int index : {op.input, op.addend, op.output, op.weights, op.bias, op.pad_value}) writer.Index(index);
  writer.Text(op.name);
}

// Reads ahead and remembers a read past the end, so that callers check once a record.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  uint64_t Unsigned(int count) {
    if (!Has(static_cast<std::size_t>(count))) return 0;
    uint64_t value = 0;
    for (int i = 0; i < count; ++i) value |= static_cast<uint64_t>(bytes_[at_++]) << (8 * i);
    return value;
  }
  int Index() { return static_cast<int>(static_cast<uint32_t>(Unsigned(4))); }
  float Float() { return std::bit_cast<float>(static_cast<uint32_t>(Unsigned(4))); }
  std::string Text() {
    const auto size = static_cast<std::size_t>(Unsigned(2));
    if (size > kMaxNameLength || !Has(size)) {
      failed_ = true;
      return {};
    }
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(bytes_[at_++]);
    return text;
  }
  bool Has(std::size_t count) {
    if (bytes_.size() - at_ < count) failed_ = true;
    return !failed_;
  }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

Error Damaged(const std::string& what, const Reader& reader) {
  return {ErrorCode::kDamaged, "packed model: " + what + " at byte " + std::to_string(reader.position())};
}

Status ReadOp(Reader& reader, Op& op) {
  const auto kind = reader.Unsigned(1);
  const auto activation = reader.Unsigned(1);
  const auto padding = reader.Unsigned(1);
  if (kind > static_cast<uint64_t>(OpKind::kResize2x) || activation > static_cast<uint64_t>(Activation::kRelu6) ||
      padding > static_cast<uint64_t>(Padding::kValid)) {
    return Error{ErrorCode::kUnsupported,
                 "packed model: unknown operator at byte " + std::to_string(reader.position())};
  }
  op.kind = static_cast<OpKind>(kind);
  op.activation = static_cast<Activation>(activation);
  op.padding = static_cast<Padding>(padding);
  op.kernel = static_cast<int>(reader.Unsigned(1));
  op.stride = static_cast<int>(reader.Unsigned(1));
  for (int* index : {&op.input, &op.addend, &op.output, &op.weights, &op.bias, &op.pad_value}) *index = reader.Index();
  op.name = reader.Text();
  if (reader.failed()) return Damaged("an operator ends early", reader);
  return {};
}

Status ReadConstant(Reader& reader, std::vector<float>& values) {
  const auto storage = reader.Unsigned(1);
  const auto count = static_cast<std::size_t>(reader.Unsigned(4));
  if (storage > static_cast<uint64_t>(Storage::kFloat16)) return Damaged("unknown number format", reader);
  if (count > kMaxTensorFloats) return Error{ErrorCode::kLimitExceeded, "packed model: a constant is over the limit"};
  const bool half = static_cast<Storage>(storage) == Storage::kFloat16;
  if (!reader.Has(count * (half ? 2 : 4))) return Damaged("a constant ends early", reader);
  values.resize(count);
  for (float& value : values) {
    value = half ? HalfToFloat(static_cast<uint16_t>(reader.Unsigned(2))) : reader.Float();
    if (!std::isfinite(value)) return Damaged("a value that is not finite", reader);
  }
  return {};
}

Status CheckEnvelope(std::span<const std::byte> file) {
  if (file.size() > kMaxPackedBytes) return Error{ErrorCode::kLimitExceeded, "packed model: is over 1 GB"};
  if (file.size() < kMagic.size() + kChecksumBytes || std::memcmp(file.data(), kMagic.data(), 6) != 0) {
    return Error{ErrorCode::kDamaged, "packed model: does not start as one; pack the model again"};
  }
  if (std::memcmp(file.data(), kMagic.data(), kMagic.size()) != 0) {
    return Error{ErrorCode::kUnsupported, "packed model: was made by another version; pack the model again"};
  }
  Reader checksum(file.last(kChecksumBytes));
  if (checksum.Unsigned(8) != Checksum(file.first(file.size() - kChecksumBytes))) {
    return Error{ErrorCode::kDamaged,
                 "packed model: checksum differs, the file is truncated or damaged; fetch it again"};
  }
  return {};
}

}  // namespace

std::vector<std::byte> WritePackedModel(const Graph& graph) {
  Writer writer;
  for (const char c : kMagic) writer.Unsigned(static_cast<uint8_t>(c), 1);
  for (const std::size_t count :
       {graph.values.size(), graph.ops.size(), graph.constants.size(), graph.outputs.size()}) {
    writer.Unsigned(count, 4);
  }
  for (const Shape& shape : graph.values) {
    for (const int extent : {shape.height, shape.width, shape.channels}) writer.Index(extent);
  }
  for (const Op& op : graph.ops) WriteOp(op, writer);
  for (const GraphOutput& output : graph.outputs) {
    writer.Index(output.value);
    writer.Text(output.name);
  }
  for (const std::vector<float>& constant : graph.constants) WriteConstant(constant, writer);
  writer.Unsigned(Checksum(writer.bytes()), 8);
  return std::move(writer.bytes());
}

Result<Graph> ReadPackedModel(std::span<const std::byte> file) {
  EZPT_CHECK_OK(CheckEnvelope(file));
  Reader reader(file.subspan(kMagic.size(), file.size() - kMagic.size() - kChecksumBytes));
  const auto values = static_cast<std::size_t>(reader.Unsigned(4));
  const auto ops = static_cast<std::size_t>(reader.Unsigned(4));
  const auto constants = static_cast<std::size_t>(reader.Unsigned(4));
  const auto outputs = static_cast<std::size_t>(reader.Unsigned(4));
  if (values > 2 * kMaxOps || ops > kMaxOps || constants > 4 * kMaxOps || outputs > kMaxOps) {
    return Error{ErrorCode::kLimitExceeded, "packed model: more than " + std::to_string(kMaxOps) + " operators"};
  }
  Graph graph;
  graph.values.resize(values);
  for (Shape& shape : graph.values) {
    for (int* extent : {&shape.height, &shape.width, &shape.channels}) *extent = reader.Index();
  }
  graph.ops.resize(ops);
  for (Op& op : graph.ops) EZPT_CHECK_OK(ReadOp(reader, op));
  graph.outputs.resize(outputs);
  for (GraphOutput& output : graph.outputs) {
    output.value = reader.Index();
    output.name = reader.Text();
  }
  graph.constants.resize(constants);
  for (std::vector<float>& constant : graph.constants) EZPT_CHECK_OK(ReadConstant(reader, constant));
  if (reader.failed() || reader.left() != 0) return Damaged("the records do not fill the file", reader);
  EZPT_CHECK_OK(Validate(graph));
  return graph;
}

}  // namespace ezpt::nn
