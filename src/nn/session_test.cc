#include "nn/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "nn/test_support.h"
#include "nn/tfjs_loader.h"

namespace ezpt::nn {
namespace {

constexpr float kRelativeTolerance = 1e-4f;  // of the largest value: sums of 75 products up to 255 in another order

void ExpectClose(std::span<const float> actual, const std::vector<float>& expected, const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  float largest = 1.0f;
  for (const float x : expected) largest = std::max(largest, std::abs(x));
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], kRelativeTolerance * largest) << what << " " << i;
  }
}

Graph TinyGraph() {
  const TinyModel tiny = MakeTinyModel();
  return *ParseTfjs(tiny.text(), tiny.bytes());
}

int Constant(Graph& graph, Random& random, int size) {
  graph.constants.push_back(RandomFloats(random, static_cast<std::size_t>(size)));
  return static_cast<int>(graph.constants.size()) - 1;
}

// Odd sizes, kernels and strides, in steps that need rings: an expanding block
// whose middle is larger than the ring budget.
Graph OddGraph() {
  Random random(7);
  Graph graph;
  graph.values.push_back({67, 61, 3});
  const auto add = [&](OpKind kind, int kernel, int stride, Padding padding, int channels, Activation activation) {
    Op op;
    op.kind = kind;
    op.kernel = kernel;
    op.stride = stride;
    op.padding = padding;
    op.activation = activation;
    op.input = static_cast<int>(graph.values.size()) - 1;
    op.output = op.input + 1;
    op.name = "op" + std::to_string(op.input);
    const Shape in = graph.values.back();
    const int filters = kind == OpKind::kDepthwise ? 1 : channels;
    op.weights = Constant(graph, random, kernel * kernel * in.channels * filters);
    if (stride == 1) op.bias = Constant(graph, random, channels);
    graph.values.push_back({ConvWindow(in.height, kernel, stride, padding).output,
                            ConvWindow(in.width, kernel, stride, padding).output, channels});
    graph.ops.push_back(op);
  };
  add(OpKind::kConv, 5, 2, Padding::kSame, 13, Activation::kRelu);
  graph.ops[0].pad_value = Constant(graph, random, 3);
  add(OpKind::kDepthwise, 5, 1, Padding::kSame, 13, Activation::kRelu6);
  add(OpKind::kConv, 1, 1, Padding::kSame, 9, Activation::kNone);
  add(OpKind::kConv, 1, 1, Padding::kSame, 150, Activation::kRelu6);
  add(OpKind::kDepthwise, 3, 2, Padding::kSame, 150, Activation::kRelu6);
  add(OpKind::kConv, 3, 1, Padding::kValid, 37, Activation::kRelu);
  add(OpKind::kConv, 2, 3, Padding::kSame, 5, Activation::kNone);
  graph.outputs.push_back({"end", static_cast<int>(graph.values.size()) - 1});
  graph.outputs.push_back({"block", 3});
  return graph;
}

class EachIsa : public testing::TestWithParam<Isa> {};

TEST_P(EachIsa, EqualsPlainLoops) {
  for (const Graph& graph : {TinyGraph(), OddGraph()}) {
    const auto model = Model::Create(graph);
    ASSERT_TRUE(model.ok()) << model.error().message;
    SessionOptions options;
    options.isa = GetParam();
    auto session = Session::Create(*model, options);
    if (!session.ok()) GTEST_SKIP() << session.error().message;
    EXPECT_EQ(session->isa(), GetParam());
    EXPECT_EQ(session->target() == 0, GetParam() == Isa::kScalar);
    Random random(11);
    std::vector<float> input(graph.values[0].size());
    for (float& x : input) x = static_cast<float>(random.NextIn(0, 255));
    const auto expected = RunPlainly(graph, input);
    for (int run = 0; run < 2; ++run) {
      ASSERT_TRUE(session->Run(input).ok());
      for (const GraphOutput& output : graph.outputs) {
        ExpectClose(session->Output(output.name), expected[static_cast<std::size_t>(output.value)], output.name);
      }
    }
  }
}

TEST_P(EachIsa, RunAllocatesNothing) {
  const auto model = Model::Create(TinyGraph());
  SessionOptions options;
  options.isa = GetParam();
  options.sparse_outputs = {"kpt_offset"};
  auto session = Session::Create(*model, options);
  if (!session.ok()) GTEST_SKIP() << session.error().message;
  const auto picture = PatternPicture((*model)->input_shape().size());
  std::vector<float> cell(34);
  const int before = AllocationsSoFar();
  const bool ran = session->Run(picture).ok() && session->ReadCell("kpt_offset", 3, 4, cell).ok() &&
                   !session->Output("center").empty();
  const int after = AllocationsSoFar();
  EXPECT_EQ(after - before, 0);
  EXPECT_TRUE(ran);
}

INSTANTIATE_TEST_SUITE_P(Session, EachIsa,
                         testing::Values(Isa::kScalar, Isa::kSse4, Isa::kAvx2, Isa::kAvx512, Isa::kNeon),
                         [](const auto& test) { return std::string(IsaName(test.param)); });

TEST(Session, BestIsNeverNamedBest) {
  const auto session = Session::Create(*Model::Create(TinyGraph()));
  ASSERT_TRUE(session.ok());
  EXPECT_NE(session->isa(), Isa::kBest);
}

TEST(Session, RefusesAnInstructionSetThatIsNotHere) {
  SessionOptions options;
  options.isa = Isa::kWasm;
  const auto session = Session::Create(*Model::Create(TinyGraph()), options);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(session.error().message, testing::HasSubstr("wasm"));
}

TEST(Session, RefusesUnknownOrUnsuitableSparseOutputs) {
  SessionOptions options;
  options.sparse_outputs = {"nose"};
  EXPECT_FALSE(Session::Create(*Model::Create(TinyGraph()), options).ok());
  options.sparse_outputs = {"end"};
  EXPECT_FALSE(Session::Create(*Model::Create(OddGraph()), options).ok());
}

// Three threads, started anew for each operator: only the sharing out is tested.
class PlainThreads : public ParallelFor {
 public:
  int threads() const override { return 3; }
  void Run(int count, Task task, void* context) override {
    std::vector<std::thread> all;
    for (int i = 0; i < count; ++i) all.emplace_back(task, context, i);
    for (std::thread& thread : all) thread.join();
  }
};

TEST(Session, ThreadsGiveTheSameValues) {
  PlainThreads threads;
  for (const Graph& graph : {TinyGraph(), OddGraph()}) {
    const auto model = Model::Create(graph);
    SessionOptions options;
    options.parallel = &threads;
    auto shared = Session::Create(*model, options);
    auto alone = Session::Create(*model);
    const auto picture = PatternPicture((*model)->input_shape().size());
    ASSERT_TRUE(shared->Run(picture).ok());
    ASSERT_TRUE(alone->Run(picture).ok());
    for (const GraphOutput& output : graph.outputs) {
      const auto expected = alone->Output(output.name);
      ExpectClose(shared->Output(output.name), {expected.begin(), expected.end()}, output.name);
    }
  }
}

TEST(Plan, ValuesThatLiveTogetherDoNotOverlap) {
  const Graph graph = TinyGraph();
  const auto plan = MakePlan(graph);
  ASSERT_TRUE(plan.ok());
  std::size_t stored = 0;
  std::size_t apart = 0;
  for (std::size_t v = 0; v < graph.values.size(); ++v) {
    if (plan->offsets[v] == kNoStorage) continue;
    ++stored;
    apart += graph.values[v].size();
    EXPECT_EQ(plan->offsets[v] % kFloatsPerLine, 0u);
    EXPECT_LE(plan->offsets[v] + graph.values[v].size(), plan->arena_floats);
  }
  // Block middles never reach the arena, and dead values make room.
  EXPECT_LT(stored, graph.values.size() - 1);
  EXPECT_LT(plan->arena_floats, apart + stored * kFloatsPerLine);
}

}  // namespace
}  // namespace ezpt::nn
