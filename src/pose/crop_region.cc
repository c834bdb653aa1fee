#include "pose/crop_region.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace ezpt::pose {
namespace {

using body::Joint;

constexpr double kTorsoExpansion = 1.9;
constexpr double kBodyExpansion = 1.2;
/// Of the torso's length on the picture to the shoulders' width: shorter, and
/// the person is seen from the head or the feet, where the tilt means nothing.
constexpr double kMinTorsoLength = 0.35;

bool Trusted(const body::Landmark& joint) { return joint.score > kMinJointScore; }

PicturePoint Middle(const body::Landmark& a, const body::Landmark& b) { return {(a.x + b.x) / 2.0, (a.y + b.y) / 2.0}; }

/// The middle of a pair, or its trusted one where only one is.
std::optional<PicturePoint> TrustedMiddle(const body::Landmark& a, const body::Landmark& b) {
  if (Trusted(a) && Trusted(b)) return Middle(a, b);
  if (Trusted(a)) return PicturePoint{a.x, a.y};
  if (Trusted(b)) return PicturePoint{b.x, b.y};
  return std::nullopt;
}

bool TorsoIsTrusted(const body::Pose& pose) {
  return (Trusted(At(pose, Joint::kLeftShoulder)) || Trusted(At(pose, Joint::kRightShoulder))) &&
         (Trusted(At(pose, Joint::kLeftHip)) || Trusted(At(pose, Joint::kRightHip)));
}

}  // namespace

std::optional<Region> NextRegion(const body::Pose& pose, int width, int height, Radians rotation) {
  if (!TorsoIsTrusted(pose)) return std::nullopt;
  const PicturePoint center = Middle(At(pose, Joint::kLeftHip), At(pose, Joint::kRightHip));
  const double c = std::cos(rotation.value);
  const double s = std::sin(rotation.value);
  const auto reach = [&](const body::Landmark& joint) {
    const double dx = joint.x - center.x;
    const double dy = joint.y - center.y;
    return std::max(std::fabs(c * dx + s * dy), std::fabs(c * dy - s * dx));
  };
  double half = 0;
  for (const Joint joint : {Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftHip, Joint::kRightHip}) {
    half = std::max(half, kTorsoExpansion * reach(At(pose, joint)));
  }
  for (const body::Landmark& joint : pose.view()) {
    if (Trusted(joint)) half = std::max(half, kBodyExpansion * reach(joint));
  }
  half = std::min(half, std::max({center.x, width - center.x, center.y, height - center.y}));
  if (half < 1.0 || half > std::max(width, height) / 2.0) return std::nullopt;
  return Region{center, 2 * half, rotation};
}

std::optional<Radians> BodyTilt(const body::Pose& pose) {
  if (!TorsoIsTrusted(pose)) return std::nullopt;
  const auto shoulders = TrustedMiddle(At(pose, Joint::kLeftShoulder), At(pose, Joint::kRightShoulder));
  const auto hips = TrustedMiddle(At(pose, Joint::kLeftHip), At(pose, Joint::kRightHip));
  PicturePoint axis = {hips->x - shoulders->x, hips->y - shoulders->y};
  const double shoulder_width = std::hypot(At(pose, Joint::kLeftShoulder).x - At(pose, Joint::kRightShoulder).x,
                                           At(pose, Joint::kLeftShoulder).y - At(pose, Joint::kRightShoulder).y);
  if (std::hypot(axis.x, axis.y) < kMinTorsoLength * shoulder_width) return std::nullopt;
  // Someone who bends forward has the legs below the hips; someone who lies has not.
  if (const auto ankles = TrustedMiddle(At(pose, Joint::kLeftAnkle), At(pose, Joint::kRightAnkle))) {
    axis.x += ankles->x - hips->x;
    axis.y += ankles->y - hips->y;
  }
  return Radians(std::atan2(-axis.x, axis.y));
}

float PresenceScore(const body::Pose& pose) {
  constexpr std::size_t kBest = 6;
  constexpr std::size_t kShoulders = body::CocoIndex(Joint::kLeftShoulder);
  std::array<float, body::kCocoCount - kShoulders> scores;
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = pose.points[kShoulders + i].score;
  std::partial_sort(scores.begin(), scores.begin() + kBest, scores.end(), std::greater<>());
  float sum = 0;
  for (std::size_t i = 0; i < kBest; ++i) sum += scores[i];
  return sum / kBest;
}

PicturePoint BodyCenter(const body::Pose& pose) {
  if (const auto hips = TrustedMiddle(At(pose, Joint::kLeftHip), At(pose, Joint::kRightHip))) return *hips;
  return Middle(At(pose, Joint::kLeftShoulder), At(pose, Joint::kRightShoulder));
}

}  // namespace ezpt::pose
