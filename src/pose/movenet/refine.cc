#include "pose/movenet/refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ezpt::pose::movenet {
namespace {

using body::CocoIndex;
using body::Joint;

// Of the crop's side. A place is a heatmap's peak, some cells wide: another one begins outside it.
constexpr float kOnePlace = 3.0f / 48, kElsewhere = 4.0f / 48;
// As certain as a landmark has to be to be seen.
constexpr float kLeastScore = 0.2f;
// Of the score at the place that Decode found: to stay where it was, and to leave a shared place.
constexpr float kStays = 0.6f, kLeaves = 0.8f;
// Foreshortening makes a segment look shorter than another, never longer than it is.
constexpr float kReach = 1.2f;

/// A pair of joints and the pair that it hangs on, by the left one.
struct Limb {
  Joint joint, parent;
};
/// From the trunk outwards, so that a parent has been put right before.
constexpr std::array kLimbs = {Limb{Joint::kLeftElbow, Joint::kLeftShoulder},
                               Limb{Joint::kLeftWrist, Joint::kLeftElbow}, Limb{Joint::kLeftKnee, Joint::kLeftHip},
                               Limb{Joint::kLeftAnkle, Joint::kLeftKnee}};

float Distance(const Keypoint& a, const Keypoint& b) { return std::hypot(a.x - b.x, a.y - b.y); }

float LongestSegment(const Keypoints& keypoints) {
  float longest = 0;
  const auto add = [&](Joint a, Joint b) {
    for (const std::size_t side : {0, 1}) {  // The right one follows the left one.
      longest = std::max(longest, Distance(keypoints[CocoIndex(a) + side], keypoints[CocoIndex(b) + side]));
    }
  };
  add(Joint::kLeftShoulder, Joint::kLeftHip);
  for (const Limb& limb : kLimbs) add(limb.joint, limb.parent);
  return longest;
}

/// The best cell of a joint's heatmap among those that are `allowed`; score 0: there is none.
template <typename Allowed>
Keypoint BestPlace(const Heads& heads, std::size_t joint, Allowed&& allowed) {
  const int grid = heads.grid();
  const auto side = static_cast<float>(grid);
  const float* logit = heads.heatmap().data() + joint;
  float best = -std::numeric_limits<float>::infinity();
  int best_row = 0, best_column = 0;
  for (int row = 0; row < grid; ++row) {
    for (int column = 0; column < grid; ++column, logit += body::kCocoCount) {
      if (*logit <= best) continue;
      if (!allowed(Keypoint{(static_cast<float>(row) + 0.5f) / side, (static_cast<float>(column) + 0.5f) / side, 0})) {
        continue;
      }
      best = *logit;
      best_row = row;
      best_column = column;
    }
  }
  const Heads::Pairs offset = heads.Offset(best_row, best_column);
  return {(static_cast<float>(best_row) + offset[2 * joint]) / side,
          (static_cast<float>(best_column) + offset[2 * joint + 1]) / side, 1.0f / (1.0f + std::exp(-best))};
}

bool Worth(const Keypoint& place, const Keypoint& found, float share) {
  return place.score >= std::max(kLeastScore, share * found.score);
}

void Stay(const Heads& heads, std::size_t joint, const Keypoint& before, Keypoint& found) {
  if (before.score < kLeastScore || Distance(before, found) < kElsewhere) return;
  const Keypoint there =
      BestPlace(heads, joint, [&](const Keypoint& cell) { return Distance(cell, before) <= kOnePlace; });
  if (Worth(there, found, kStays)) found = there;
}

void Part(const Heads& heads, const Limb& limb, Keypoints& keypoints) {
  const std::size_t left = CocoIndex(limb.joint), right = left + 1, parent = CocoIndex(limb.parent);
  if (Distance(keypoints[left], keypoints[right]) >= kOnePlace) return;
  const float reach = kReach * LongestSegment(keypoints);
  const auto own_place = [&](std::size_t side) {
    return BestPlace(heads, left + side, [&](const Keypoint& cell) {
      return Distance(cell, keypoints[left]) >= kElsewhere && Distance(cell, keypoints[parent + side]) <= reach;
    });
  };
  const Keypoint of_left = own_place(0), of_right = own_place(1);
  const bool left_goes = of_left.score + keypoints[right].score > of_right.score + keypoints[left].score;
  Keypoint& goes = keypoints[left_goes ? left : right];
  const Keypoint& place = left_goes ? of_left : of_right;
  if (Worth(place, goes, kLeaves)) goes = place;
}

}  // namespace

void Refine(const Heads& heads, const Keypoints* before, Keypoints& keypoints) {
  for (const Limb& limb : kLimbs) {
    const std::size_t left = CocoIndex(limb.joint), right = left + 1;
    for (const std::size_t joint : {left, right}) {
      if (before != nullptr) Stay(heads, joint, (*before)[joint], keypoints[joint]);
    }
    Part(heads, limb, keypoints);
  }
}

}  // namespace ezpt::pose::movenet
