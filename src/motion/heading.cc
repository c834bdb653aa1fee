#include "motion/heading.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Vec3;

constexpr double kTimeConstant = 1.0;  // seconds
/// Shoulders and hips this far the wrong way round, together, in trunks, are a back; a front again at the same.
constexpr double kClearlyTurned = 0.25;
/// Towards the profile left and right come together, and say nothing.
constexpr double kProfile = 63.0;  // degrees

Vec3 LeftOf(const body::Pose& pose, Joint left, float min_score) {
  const body::Landmark l = body::At(pose, left), r = body::At(pose, body::OnSide(left, body::Side::kRight));
  if (std::min(l.score, r.score) < min_score) return {};
  return {double{l.x} - r.x, double{r.y} - l.y, double{r.z} - l.z};
}

}  // namespace

void Heading::Add(const body::Pose& pose, Seconds t, double trunk, const ViewEstimate& view, float min_score) {
  metres_ = pose.space == body::Space::kWorld;
  if (trunk > 0) {
    const Vec3 now =
        (LeftOf(pose, Joint::kLeftShoulder, min_score) + LeftOf(pose, Joint::kLeftHip, min_score)) * (1.0 / trunk);
    const double share = started_ ? 1.0 - math::Exp(-std::max((t - last_).value, 0.0) / kTimeConstant) : 1.0;
    left_ = left_ + (now - left_) * share;
    last_ = t;
    started_ = true;
  }
  if (metres_ || !view.known) return;
  const double turn = view.yaw.value;
  const bool was_back = std::fabs(yaw_.value) > 90;
  const bool back = turn < kProfile && (was_back ? left_.x < kClearlyTurned : left_.x < -kClearlyTurned);
  yaw_ = Degrees((back ? 180 - turn : turn) * (view.nearer == body::Side::kLeft ? 1 : -1));
}

Vec3 Heading::FromCamera(Vec3 v) const {
  if (!metres_) return v;
  const double width = math::Hypot(left_.x, left_.z);
  if (!(width > 0)) return v;
  const double c = left_.x / width, s = left_.z / width;
  return {c * v.x + s * v.z, v.y, c * v.z - s * v.x};
}

}  // namespace ezpt::motion
