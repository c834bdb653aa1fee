#include "motion/near_side.h"

namespace ezpt::motion {
namespace {

using body::Joint;

// Share of the trunk by which one shoulder is clearly below the other. A near shoulder may be higher
// where the camera is lower than it: on the floor two metres off, by a quarter.
constexpr double kClearlyLower = 0.35;
// The same for two hands on the floor: more than a wrist is found wrongly by.
constexpr double kLowerHand = 0.1;

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
  const body::Landmark near = body::At(pose, body::OnSide(Joint::kLeftWrist, nearer));
  const body::Landmark far = body::At(pose, body::OnSide(Joint::kLeftWrist, body::Opposite(nearer)));
  if (far.score < min_score) return;
  const bool lower = static_cast<double>(far.y) - near.y > kLowerHand * trunk;
  if (near.score >= min_score && !lower) return;
  for (const Joint left : {Joint::kLeftShoulder, Joint::kLeftElbow, Joint::kLeftWrist, Joint::kLeftIndex})
    body::ExchangeSides(pose, left);
}

}  // namespace ezpt::motion
