#include "motion/near_side.h"

#include <algorithm>

namespace ezpt::motion {
namespace {

using body::Joint;

// Share of the trunk by which one shoulder is clearly below the other. A near shoulder may be higher
// where the camera is lower than it: on the floor two metres off, by a quarter.
constexpr double kClearlyLower = 0.35;
// The same for two hands on the floor: more than a wrist is often found wrongly by.
constexpr double kLowerHand = 0.2;

}  // namespace

void NameNearSide(body::Pose& pose, body::Side nearer, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  const body::Landmark near = body::At(pose, body::OnSide(Joint::kLeftShoulder, nearer));
  const body::Landmark far = body::At(pose, body::OnSide(Joint::kLeftShoulder, body::Opposite(nearer)));
  const bool seen = near.score >= min_score && far.score >= min_score;
  if (seen && static_cast<double>(far.y) - near.y > kClearlyLower * trunk) body::ExchangeSides(pose);
}

void NameNearHand(body::Pose& pose, body::Side nearer, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  const body::Side farther = body::Opposite(nearer);
  const auto at = [&](Joint left, body::Side side) { return body::At(pose, body::OnSide(left, side)); };
  const auto lower = [&](Joint left, body::Side side, double by) {
    const body::Landmark it = at(left, side), other = at(left, body::Opposite(side));
    return std::min(it.score, other.score) >= min_score && static_cast<double>(it.y) - other.y > by * trunk;
  };
  if (at(Joint::kLeftWrist, farther).score < min_score) return;
  const bool one_hand = at(Joint::kLeftWrist, nearer).score < min_score;
  if (one_hand ? lower(Joint::kLeftElbow, nearer, 0) : !lower(Joint::kLeftWrist, farther, kLowerHand)) return;
  for (const Joint arm : {Joint::kLeftShoulder, Joint::kLeftElbow, Joint::kLeftWrist, Joint::kLeftIndex}) {
    body::ExchangeSides(pose, arm);
  }
}

}  // namespace ezpt::motion
