#include "nn/packed_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/half.h"
#include "nn/model.h"
#include "nn/test_support.h"
#include "nn/tfjs_loader.h"

namespace ezpt::nn {
namespace {

Graph TinyGraph() {
  const TinyModel tiny = MakeTinyModel();
  return *ParseTfjs(tiny.text(), tiny.bytes());
}

TEST(Half, EveryFiniteValueSurvives) {
  for (uint32_t bits = 0; bits < 0x10000u; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    if ((half & 0x7c00u) == 0x7c00u) continue;  // infinite, or not a number
    ASSERT_EQ(TruncateToHalf(HalfToFloat(half)), half);
  }
  EXPECT_EQ(HalfToFloat(0x3c00), 1.0f);
  EXPECT_EQ(HalfToFloat(0x0001), 0x1p-24f);
}

TEST(PackedModel, GivesTheSameGraphBack) {
  const Graph graph = TinyGraph();
  const auto file = WritePackedModel(graph);
  const auto back = ReadPackedModel(file);
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back->values, graph.values);
  EXPECT_EQ(back->constants, graph.constants);
  ASSERT_EQ(back->ops.size(), graph.ops.size());
  for (std::size_t i = 0; i < graph.ops.size(); ++i) {
    EXPECT_EQ(back->ops[i].name, graph.ops[i].name);
    EXPECT_EQ(back->ops[i].addend, graph.ops[i].addend);
    EXPECT_EQ(back->ops[i].stride, graph.ops[i].stride);
  }
  EXPECT_EQ(WritePackedModel(*back), file);
  EXPECT_TRUE(Model::LoadPacked(file).ok());
}

TEST(PackedModel, RefusesEveryTruncation) {
  const auto file = WritePackedModel(TinyGraph());
  for (std::size_t size = 0; size < file.size(); size += 1 + size / 50) {
    const auto graph = ReadPackedModel(std::span(file).first(size));
    ASSERT_FALSE(graph.ok()) << size;
    EXPECT_EQ(graph.error().code, ErrorCode::kDamaged);
    EXPECT_THAT(graph.error().message, testing::HasSubstr("packed model: "));
  }
}

TEST(PackedModel, RefusesEveryChangedByte) {
  const auto file = WritePackedModel(TinyGraph());
  for (std::size_t at = 0; at < file.size(); at += 1 + at / 50) {
    auto changed = file;
    changed[at] ^= std::byte{0x10};
    EXPECT_FALSE(ReadPackedModel(changed).ok()) << at;
  }
}

TEST(PackedModel, NamesAnotherVersion) {
  auto file = WritePackedModel(TinyGraph());
  file[7] = std::byte{'9'};
  const auto graph = ReadPackedModel(file);
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(graph.error().message, testing::HasSubstr("another version"));
}

// What the writer was given wrong, the reader must find behind a right checksum.
TEST(PackedModel, ValidatesBehindTheChecksum) {
  Graph wide = TinyGraph();
  wide.values[1].channels = 1 << 20;
  auto read = ReadPackedModel(WritePackedModel(wide));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kLimitExceeded);
  Graph unwritten = TinyGraph();
  unwritten.ops[0].input = 99999;
  read = ReadPackedModel(WritePackedModel(unwritten));
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, testing::HasSubstr("node '" + unwritten.ops[0].name + "'"));
  Graph idle = TinyGraph();
  for (Op& op : idle.ops) {
    if (op.kind == OpKind::kResize2x) op.weights = 99999;
  }
  read = ReadPackedModel(WritePackedModel(idle));
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, testing::HasSubstr("node 'up': has weights that it cannot use"));
  for (int Op::*window : {&Op::stride, &Op::kernel}) {
    Graph windowed = TinyGraph();
    for (Op& op : windowed.ops) {
      if (op.kind == OpKind::kResize2x) op.*window = 0;
    }
    read = ReadPackedModel(WritePackedModel(windowed));
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().message, testing::HasSubstr("node 'up': has a kernel or stride that it cannot use"));
  }
  Graph shorter = TinyGraph();
  shorter.constants[static_cast<std::size_t>(shorter.ops[1].weights)].pop_back();
  EXPECT_FALSE(ReadPackedModel(WritePackedModel(shorter)).ok());
}

}  // namespace
}  // namespace ezpt::nn
