#include "pose/movenet/refine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "pose/movenet/test_support.h"

namespace ezpt::pose::movenet {
namespace {

using body::CocoIndex;
using body::Joint;

constexpr float kCell = 1.0f / kGrid;
constexpr std::size_t kLeftKnee = CocoIndex(Joint::kLeftKnee), kRightKnee = CocoIndex(Joint::kRightKnee),
                      kLeftAnkle = CocoIndex(Joint::kLeftAnkle), kRightAnkle = CocoIndex(Joint::kRightAnkle);

float Logit(float score) { return std::log(score / (1 - score)); }

/// Heads and what Decode found in them: a person whose trunk and legs are twelve cells a segment, the feet together.
struct Scene {
  Maps maps;
  Keypoints keypoints{};

  Scene() {
    for (std::size_t side : {0, 1}) {
      const auto across = static_cast<int>(side) * 4;
      Find(CocoIndex(Joint::kLeftShoulder) + side, 6, 20 + across, 0.8f);
      Find(CocoIndex(Joint::kLeftElbow) + side, 12, 16 + 3 * across, 0.8f);
      Find(CocoIndex(Joint::kLeftWrist) + side, 18, 16 + 3 * across, 0.8f);
      Find(CocoIndex(Joint::kLeftHip) + side, 18, 20 + across, 0.8f);
      Find(kLeftKnee + side, 29, 20 + across, 0.8f);
      Find(kLeftAnkle + side, 40, 22, 0.5f);
    }
  }
  /// A peak of a joint's heatmap, and where Decode found it.
  void Find(std::size_t joint, int row, int column, float score) {
    Peak(joint, row, column, score);
    keypoints[joint] = {static_cast<float>(row) * kCell, static_cast<float>(column) * kCell, score};
  }
  void Peak(std::size_t joint, int row, int column, float score) {
    maps.Heat(row, column, static_cast<int>(joint)) = Logit(score);
  }
  Keypoints Refined(const Keypoints* before = nullptr) {
    Keypoints out = keypoints;
    Refine(maps, before, out);
    return out;
  }
  [[nodiscard]] static std::pair<int, int> CellOf(const Keypoint& joint) {
    return {static_cast<int>(std::lround(joint.y * kGrid)), static_cast<int>(std::lround(joint.x * kGrid))};
  }
};

TEST(Refine, OfTwoFeetOnOnePlaceTheOneThatIsSurerElsewhereGoesThere) {
  Scene scene;
  scene.Peak(kLeftAnkle, 22, 30, 0.7f);
  const Keypoints out = scene.Refined();
  EXPECT_EQ(Scene::CellOf(out[kLeftAnkle]), std::pair(22, 30));
  EXPECT_NEAR(out[kLeftAnkle].score, 0.7f, 1e-5f);
  EXPECT_EQ(Scene::CellOf(out[kRightAnkle]), std::pair(40, 22));
}

TEST(Refine, TheOneThatLosesLessByGoingGoes) {
  Scene scene;
  scene.Peak(kLeftAnkle, 22, 30, 0.45f);
  scene.Peak(kRightAnkle, 22, 30, 0.6f);
  const Keypoints out = scene.Refined();
  EXPECT_EQ(Scene::CellOf(out[kRightAnkle]), std::pair(22, 30));
  EXPECT_EQ(Scene::CellOf(out[kLeftAnkle]), std::pair(40, 22));
}

TEST(Refine, FeetThatAreOnOnePlaceStayThere) {
  Scene scene;
  scene.Peak(kLeftAnkle, 22, 30, 0.3f);  // Too unsure beside 0.5.
  const Keypoints out = scene.Refined();
  EXPECT_EQ(Scene::CellOf(out[kLeftAnkle]), std::pair(40, 22));
  EXPECT_EQ(Scene::CellOf(out[kRightAnkle]), std::pair(40, 22));
}

TEST(Refine, AFootOfSomebodyElseIsOutOfReach) {
  Scene scene;
  scene.Peak(kLeftAnkle, 40, 46, 0.95f);
  EXPECT_EQ(Scene::CellOf(scene.Refined()[kLeftAnkle]), std::pair(40, 22));
}

TEST(Refine, AKneeStaysWhereItWasWhileTheHeatmapIsNearlyAsSure) {
  Scene scene;
  const Keypoints before = scene.keypoints;
  scene.Peak(kRightKnee, 29, 24, 0.4f);
  scene.Find(kRightKnee, 19, 24, 0.45f);  // Drawn up to the lifted one's height.
  EXPECT_EQ(Scene::CellOf(scene.Refined(&before)[kRightKnee]), std::pair(29, 24));
  EXPECT_EQ(Scene::CellOf(scene.Refined()[kRightKnee]), std::pair(19, 24)) << "where nothing is known of before";
}

TEST(Refine, AKneeThatMovedIsFollowed) {
  Scene scene;
  const Keypoints before = scene.keypoints;
  scene.Peak(kRightKnee, 29, 24, 0.2f);
  scene.Find(kRightKnee, 19, 24, 0.8f);
  EXPECT_EQ(Scene::CellOf(scene.Refined(&before)[kRightKnee]), std::pair(19, 24));
}

TEST(Refine, WhatWasNotSeenBeforeHoldsNothing) {
  Scene scene;
  Keypoints before = scene.keypoints;
  before[kRightKnee].score = 0;
  scene.Peak(kRightKnee, 29, 24, 0.4f);
  scene.Find(kRightKnee, 19, 24, 0.45f);
  EXPECT_EQ(Scene::CellOf(scene.Refined(&before)[kRightKnee]), std::pair(19, 24));
}

TEST(Refine, TheTrunkIsLeftAsItWasFound) {
  Scene scene;
  const Keypoints before = scene.keypoints;
  const std::size_t shoulder = CocoIndex(Joint::kLeftShoulder);
  scene.Find(shoulder, 12, 24, 0.3f);
  EXPECT_EQ(Scene::CellOf(scene.Refined(&before)[shoulder]), std::pair(12, 24));
}

TEST(Refine, ValuesThatAreNoNumbersStayInTheGrid) {
  for (const float wrong : {std::nanf(""), INFINITY, -INFINITY}) {
    Scene scene;
    for (float& v : scene.maps.heats) v = wrong;
    Keypoints before = scene.keypoints;
    for (Keypoint& joint : before) joint.x += 10 * kCell;
    for (const Keypoint& joint : scene.Refined(&before)) {
      EXPECT_TRUE(joint.x >= 0 && joint.x < 1 && joint.y >= 0 && joint.y < 1);
    }
  }
}

}  // namespace
}  // namespace ezpt::pose::movenet
