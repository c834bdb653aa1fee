#include "motion/near_side.h"

namespace ezpt::motion {
namespace {

using body::Joint;

// Share of the trunk by which one shoulder is clearly below the other. A near shoulder may be higher
// where the camera is lower than it: on the floor two metres off, by a quarter.
constexpr double kClearlyLower = 0.35;

}  // namespace

void NameNearSide(body::Pose& pose, body::Side nearer, double trunk, float min_score) {
  if (!(trunk > 0)) return;
  const body::Landmark near = body::At(pose, body::OnSide(Joint::kLeftShoulder, nearer));
  const body::Landmark far = body::At(pose, body::OnSide(Joint::kLeftShoulder, body::Opposite(nearer)));
  const bool seen = near.score >= min_score && far.score >= min_score;
  if (seen && static_cast<double>(far.y) - near.y > kClearlyLower * trunk) body::ExchangeSides(pose);
}

}  // namespace ezpt::motion
