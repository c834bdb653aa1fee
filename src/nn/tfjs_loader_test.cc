#include "nn/tfjs_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "nn/model.h"
#include "nn/test_support.h"

namespace ezpt::nn {
namespace {

using testing::HasSubstr;

Error ErrorOf(const TinyModel& model) {
  const auto graph = ParseTfjs(model.text(), model.bytes());
  return graph.ok() ? Error{ErrorCode::kInternal, "it was read"} : graph.error();
}

TEST(TfjsLoader, ReadsHeadsAndFoldsTheRest) {
  const TinyModel tiny = MakeTinyModel();
  const auto graph = ParseTfjs(tiny.text(), tiny.bytes());
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_EQ(graph->outputs.size(), 4u);
  EXPECT_EQ(graph->outputs[0].name, "kpt_heatmap");
  EXPECT_EQ(graph->values[static_cast<std::size_t>(graph->outputs[1].value)], (Shape{8, 8, 34}));
  // Cast, Sub and Mul are gone; the residual sum and the pyramid's sum are in convolutions.
  for (const Op& op : graph->ops) EXPECT_NE(op.kind, OpKind::kAdd) << op.name;
  EXPECT_EQ(graph->ops.size(), 7u + 4u * 3u);
  ASSERT_NE(graph->ops[0].pad_value, kNothing);
  EXPECT_FLOAT_EQ(graph->constants[static_cast<std::size_t>(graph->ops[0].pad_value)][0], 127.5f);
}

TEST(TfjsLoader, RefusesTextThatEndsEarly) {
  const TinyModel tiny = MakeTinyModel();
  const std::string text = tiny.text();
  for (std::size_t size = 0; size < text.size(); size += 97) {
    const auto graph = ParseTfjs(text.substr(0, size), tiny.bytes());
    ASSERT_FALSE(graph.ok()) << size;
    EXPECT_EQ(graph.error().code, ErrorCode::kDamaged);
    EXPECT_THAT(graph.error().message, HasSubstr("ends early"));
  }
}

TEST(TfjsLoader, NamesTheWeightWhereTheFileEnds) {
  const TinyModel tiny = MakeTinyModel();
  const auto cut = ParseTfjs(tiny.text(), tiny.bytes().first(tiny.weights.size() / 2));
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().code, ErrorCode::kDamaged);
  EXPECT_THAT(cut.error().message, HasSubstr("model weights: end at weight '"));
  TinyModel longer = tiny;
  longer.weights += "x";
  EXPECT_THAT(ErrorOf(longer).message, HasSubstr("1 bytes more"));
}

TEST(TfjsLoader, RefusesRandomBytes) {
  Random random(3);
  const TinyModel tiny = MakeTinyModel();
  for (int i = 0; i < 200; ++i) {
    std::string noise(static_cast<std::size_t>(random.NextIn(0, 300)), '\0');
    for (char& c : noise) c = static_cast<char>(random.Next());
    EXPECT_FALSE(ParseTfjs(noise, std::as_bytes(std::span(noise))).ok());
  }
  // A value that is not finite is named.
  TinyModel infinite = tiny;
  infinite.weights[0] = infinite.weights[1] = '\0';
  infinite.weights[2] = static_cast<char>(0x80);
  infinite.weights[3] = 0x7f;
  EXPECT_THAT(ErrorOf(infinite).message, HasSubstr("weight 'mean'"));
}

struct Spoilt {
  const char* what;
  std::function<void(TinyModel&)> spoil;
  ErrorCode code;
  const char* message;
};

class TfjsLoaderSpoilt : public testing::TestWithParam<Spoilt> {};

TEST_P(TfjsLoaderSpoilt, GivesOneLineThatNamesTheNode) {
  TinyModel tiny = MakeTinyModel();
  GetParam().spoil(tiny);
  const Error error = ErrorOf(tiny);
  EXPECT_EQ(error.code, GetParam().code) << error.message;
  EXPECT_THAT(error.message, HasSubstr(GetParam().message));
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
}

nlohmann::json& WeightSpec(TinyModel& model, const std::string& name) {
  for (auto& spec : model.json["weightsManifest"][0]["weights"]) {
    if (spec["name"] == name) return spec;
  }
  return model.json;
}

INSTANTIATE_TEST_SUITE_P(
    EachWay, TfjsLoaderSpoilt,
    testing::Values(
        Spoilt{"unsupported_operator", [](TinyModel& m) { m.Node("deep")["op"] = "Einsum"; }, ErrorCode::kUnsupported,
               "node 'deep' (Einsum)"},
        Spoilt{"missing_input", [](TinyModel& m) { m.Node("deep")["input"][0] = "nowhere"; }, ErrorCode::kDamaged,
               "node 'deep'"},
        Spoilt{"cycle", [](TinyModel& m) { m.Node("middle")["input"][0] = "residual"; }, ErrorCode::kDamaged, "cycle"},
        Spoilt{"no_head",
               [](TinyModel& m) {
                 for (const char* name : {"pw", "out"}) {
                   m.Node(std::string("StatefulPartitionedCall/center_0/") + name)["name"] = name;
                 }
               },
               ErrorCode::kUnsupported, "only MoveNet"},
        Spoilt{"oversized_input",
               [](TinyModel& m) { m.Node("input")["attr"]["shape"]["shape"]["dim"][1]["size"] = "900000000"; },
               ErrorCode::kUnsupported, "node 'input'"},
        Spoilt{"oversized_tensor",
               [](TinyModel& m) {
                 auto& dims = m.Node("input")["attr"]["shape"]["shape"]["dim"];
                 dims[1]["size"] = dims[2]["size"] = "8192";
                 m.Node("pyramid")["input"][0] = "lateral";
               },
               ErrorCode::kLimitExceeded, "is not allowed"},
        Spoilt{"oversized_weight",
               [](TinyModel& m) {
                 WeightSpec(m, "deep/w")["shape"] = {60000, 60000, 60000, 9};
               },
               ErrorCode::kLimitExceeded, "weight 'deep/w'"},
        Spoilt{"negative_shape",
               [](TinyModel& m) {
                 WeightSpec(m, "deep/w")["shape"] = {1, 1, -8, 24};
               },
               ErrorCode::kDamaged, "weight 'deep/w'"},
        Spoilt{"quantised_weight",
               [](TinyModel& m) {
                 WeightSpec(m, "deep/w")["quantization"] = {{"dtype", "uint8"}, {"min", 0}, {"scale", 1}};
               },
               ErrorCode::kUnsupported, "weight 'deep/w'"},
        Spoilt{"wrong_channels",
               [](TinyModel& m) {
                 WeightSpec(m, "deep/w")["shape"] = {1, 1, 24, 8};
               },
               ErrorCode::kDamaged, "node 'deep'"},
        Spoilt{"dilated",
               [](TinyModel& m) {
                 m.Node("deep")["attr"]["dilations"] = {{"list", {{"i", {"1", "2", "2", "1"}}}}};
               },
               ErrorCode::kUnsupported, "node 'deep' (_FusedConv2D): dilated"},
        Spoilt{"strides_are_text", [](TinyModel& m) { m.Node("deep")["attr"]["strides"] = "two"; }, ErrorCode::kDamaged,
               "node 'deep'"},
        Spoilt{"zero_stride",
               [](TinyModel& m) {
                 m.Node("deep")["attr"]["strides"] = {{"list", {{"i", {1, 0, 0, 1}}}}};
               },
               ErrorCode::kUnsupported, "node 'deep'"},
        Spoilt{"unknown_activation", [](TinyModel& m) { m.Node("deep")["attr"]["fused_ops"]["list"]["s"][1] = "RWx1"; },
               ErrorCode::kUnsupported, "fused 'Elu'"},
        Spoilt{"not_doubling",
               [](TinyModel& m) {
                 m.Node("up")["attr"]["align_corners"] = {{"b", true}};
               },
               ErrorCode::kUnsupported, "node 'up'"},
        Spoilt{"sum_of_shapes", [](TinyModel& m) { m.Node("pyramid")["input"][1] = "residual"; }, ErrorCode::kDamaged,
               "node 'pyramid': adds tensors of different shapes"},
        Spoilt{"node_without_name", [](TinyModel& m) { m.Node("deep").erase("name"); }, ErrorCode::kDamaged,
               "has no name or op"},
        Spoilt{"name_twice", [](TinyModel& m) { m.Node("deep")["name"] = "middle"; }, ErrorCode::kDamaged,
               "node 'middle': appears twice"},
        Spoilt{"no_topology", [](TinyModel& m) { m.json.erase("modelTopology"); }, ErrorCode::kDamaged,
               "modelTopology"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace ezpt::nn
