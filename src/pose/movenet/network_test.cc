#include "pose/movenet/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "pose/movenet/test_support.h"

namespace ezpt::pose::movenet {
namespace {

constexpr float kPositionTolerance = 0.002f;  // Of the frame.
constexpr float kScoreTolerance = 0.001f;

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Network, KeypointsAgreeWithTensorFlowJs) {
  const std::string base = EZPT_SOURCE_DIR "/build/models/movenet-lightning";
  const std::string json = Contents(base + ".json");
  const std::string weights = Contents(base + ".bin");
  if (json.empty() || weights.empty()) GTEST_SKIP() << "skipped: no model weights";
  const auto model = nn::Model::LoadTfjs(json, std::as_bytes(std::span(weights)));
  ASSERT_TRUE(model.ok()) << model.error().message;
  auto network = Network::Create(*model, {});
  ASSERT_TRUE(network.ok()) << network.error().message;
  const auto keypoints = network->Run(FigurePicture());
  ASSERT_TRUE(keypoints.ok());

  std::ifstream fixture(EZPT_SOURCE_DIR "/src/pose/movenet/testdata/figure_keypoints.txt");
  std::string line;
  std::getline(fixture, line);  // Says what this is.
  std::string name;
  fixture >> name;
  for (const Keypoint& keypoint : *keypoints) {
    float y = NAN, x = NAN, score = NAN;
    fixture >> y >> x >> score;
    EXPECT_NEAR(keypoint.y, y, kPositionTolerance);
    EXPECT_NEAR(keypoint.x, x, kPositionTolerance);
    EXPECT_NEAR(keypoint.score, score, kScoreTolerance);
  }
}

TEST(Network, AnotherKindOfModelIsRefused) {
  nn::Graph graph;
  graph.values = {{8, 8, 3}, {8, 8, 1}};
  graph.constants = {std::vector<float>(27, 0.1f)};
  nn::Op op;
  op.kernel = 3;
  op.input = 0;
  op.output = 1;
  op.weights = 0;
  graph.ops = {op};
  graph.outputs = {{"blurred", 1}};
  const auto model = nn::Model::Create(graph);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const auto network = Network::Create(*model, {});
  ASSERT_FALSE(network.ok());
  EXPECT_EQ(network.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace ezpt::pose::movenet
