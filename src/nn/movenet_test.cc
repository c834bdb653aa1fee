#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "nn/session.h"
#include "nn/test_support.h"

namespace ezpt::nn {
namespace {

constexpr float kLogitTolerance = 2e-3f;  // logits and cells; the heads reach ±30

class MoveNet : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    const std::string base = EZPT_SOURCE_DIR "/build/models/movenet-lightning";
    const std::string json = ReadFileOrEmpty(base + ".json");
    const std::string weights = ReadFileOrEmpty(base + ".bin");
    if (json.empty() || weights.empty()) GTEST_SKIP() << "skipped: no model weights";
    auto model = Model::LoadTfjs(json, std::as_bytes(std::span(weights)));
    ASSERT_TRUE(model.ok()) << model.error().message;
    model_ = *model;
  }

  Result<Session> Open(SessionOptions options = {}) {
    options.isa = GetParam();
    return Session::Create(model_, options);
  }

  std::shared_ptr<const Model> model_;
};

TEST_P(MoveNet, HeadsAgreeWithTensorFlowJs) {
  auto session = Open();
  if (!session.ok()) GTEST_SKIP() << session.error().message;
  ASSERT_EQ(session->isa(), GetParam());
  ASSERT_TRUE(session->Run(PatternPicture(model_->input_shape().size())).ok());
  std::ifstream golden(EZPT_SOURCE_DIR "/src/nn/testdata/movenet_lightning_heads.txt");
  int compared = 0;
  for (std::string line; std::getline(golden, line);) {
    if (line[0] == '#') continue;
    std::istringstream fields(line);
    std::string head;
    std::size_t index = 0;
    float expected = 0.0f;
    fields >> head >> index >> expected;
    const std::span<const float> output = session->Output(head);
    ASSERT_LT(index, output.size()) << head;
    EXPECT_NEAR(output[index], expected, kLogitTolerance) << head << " " << index;
    ++compared;
  }
  EXPECT_EQ(compared, 400);
}

TEST_P(MoveNet, SparseHeadsGiveTheSameCells) {
  auto dense = Open();
  if (!dense.ok()) GTEST_SKIP() << dense.error().message;
  SessionOptions options;
  options.sparse_outputs = {"kpt_regress", "kpt_offset"};
  auto sparse = Open(options);
  ASSERT_TRUE(sparse.ok()) << sparse.error().message;
  const auto picture = PatternPicture(model_->input_shape().size());
  ASSERT_TRUE(dense->Run(picture).ok());
  ASSERT_TRUE(sparse->Run(picture).ok());
  EXPECT_TRUE(sparse->Output("kpt_offset").empty());
  for (const auto& [y, x] : {std::pair{0, 0}, {0, 47}, {47, 0}, {47, 47}, {20, 31}}) {
    for (const char* head : {"kpt_regress", "kpt_offset", "kpt_heatmap", "center"}) {
      std::vector<float> a(static_cast<std::size_t>(dense->OutputShape(head).channels));
      std::vector<float> b(a.size());
      ASSERT_TRUE(dense->ReadCell(head, y, x, a).ok());
      ASSERT_TRUE(sparse->ReadCell(head, y, x, b).ok());
      for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_NEAR(a[i], b[i], kLogitTolerance) << head << " " << y << " " << x;
    }
  }
  std::vector<float> cell(1);
  EXPECT_FALSE(sparse->ReadCell("center", 48, 0, cell).ok());
  EXPECT_FALSE(sparse->ReadCell("nose", 0, 0, cell).ok());
}

TEST_P(MoveNet, FloatPixelsGiveTheSameHeads) {
  auto session = Open();
  if (!session.ok()) GTEST_SKIP() << session.error().message;
  const auto bytes = PatternPicture(model_->input_shape().size());
  ASSERT_TRUE(session->Run(bytes).ok());
  const std::span<const float> output = session->Output("kpt_heatmap");
  const std::vector<float> expected(output.begin(), output.end());
  ASSERT_TRUE(session->Run(std::vector<float>(bytes.begin(), bytes.end())).ok());
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), session->Output("kpt_heatmap").begin()));
  EXPECT_FALSE(session->Run(std::vector<float>(5)).ok());
}

INSTANTIATE_TEST_SUITE_P(EveryIsa, MoveNet,
                         testing::Values(Isa::kScalar, Isa::kSse4, Isa::kAvx2, Isa::kAvx512, Isa::kNeon),
                         [](const auto& test) { return std::string(IsaName(test.param)); });

}  // namespace
}  // namespace ezpt::nn
