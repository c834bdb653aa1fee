#include "motion/seen.h"

#include <cmath>

namespace ezpt::motion {
namespace {

using body::At;
using body::Joint;
using body::Landmark;
using body::Pose;
using body::Side;

// Two limbs end on one place: nearer than this share of the trunk's length in the picture.
constexpr double kOnePlace = 0.2;
// Badly seen: less sure than this, and than this share of the other side's score.
constexpr float kBadScore = 0.4F, kBadShare = 0.8F;

double Distance(double ax, double ay, double bx, double by) {
  return std::sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

double TrunkLength(const Pose& pose) {
  const Landmark ls = At(pose, Joint::kLeftShoulder), rs = At(pose, Joint::kRightShoulder);
  const Landmark lh = At(pose, Joint::kLeftHip), rh = At(pose, Joint::kRightHip);
  return Distance(0.5 * (ls.x + rs.x), 0.5 * (ls.y + rs.y), 0.5 * (lh.x + rh.x), 0.5 * (lh.y + rh.y));
}

void HideTheWorse(Pose& pose, Joint left_end, double near) {
  const auto left = body::IndexOf(body::OnSide(left_end, Side::kLeft), pose.topology);
  const auto right = body::IndexOf(body::OnSide(left_end, Side::kRight), pose.topology);
  if (!left || !right) return;
  Landmark& l = pose.points[*left];
  Landmark& r = pose.points[*right];
  if (!(Distance(l.x, l.y, r.x, r.y) < near)) return;
  Landmark& worse = l.score < r.score ? l : r;
  const Landmark& better = l.score < r.score ? r : l;
  if (worse.score < kBadScore && worse.score < kBadShare * better.score) worse.score = 0;
}

}  // namespace

Pose Seen(const Pose& pose) {
  Pose out = pose;
  for (Landmark& p : out.view()) {
    const bool sound = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && std::isfinite(p.score);
    if (!sound) p = {};
  }
  if (out.space == body::Space::kWorld) return out;
  const double near = kOnePlace * TrunkLength(out);
  HideTheWorse(out, Joint::kLeftWrist, near);
  HideTheWorse(out, Joint::kLeftAnkle, near);
  return out;
}

}  // namespace ezpt::motion
