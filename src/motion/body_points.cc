#include "motion/body_points.h"

#include <optional>

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Vec3;

constexpr double kLeastTrunk = 1e-6;

std::optional<Vec3> Seen(const body::Pose& pose, Joint joint, float min_score) {
  const body::Landmark p = body::At(pose, joint);
  if (!(p.score >= min_score) || p.score <= 0) return std::nullopt;
  // Relative depth is noise at the scale of a limb: only metres use z. Both spaces have y down and z away.
  return Vec3{p.x, -double{p.y}, pose.space == body::Space::kWorld ? -double{p.z} : 0.0};
}

}  // namespace

BodyPoints PointsOf(const body::Pose& pose, double trunk, const Heading& heading, float min_score) {
  BodyPoints out;
  const auto left = Seen(pose, Joint::kLeftHip, min_score), right = Seen(pose, Joint::kRightHip, min_score);
  if (!(trunk > kLeastTrunk) || (!left && !right)) return out;
  const Vec3 origin = left && right ? (*left + *right) * 0.5 : left.value_or(right.value_or(Vec3{}));
  out.origin = origin * (1.0 / trunk);
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    const auto p = Seen(pose, kBodyJoints[i], min_score);
    out.seen[i] = p.has_value();
    if (p) out.at[i] = heading.FromCamera((*p - origin) * (1.0 / trunk));
  }
  return out;
}

BodyPoints Difference(const BodyPoints& to, const BodyPoints& from) {
  BodyPoints out;
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    out.seen[i] = to.seen[i] && from.seen[i];
    if (out.seen[i]) out.at[i] = to.at[i] - from.at[i];
  }
  out.origin = to.origin - from.origin;
  return out;
}

void MeanPoints::Add(const BodyPoints& points) {
  ++count_;
  origin_ = origin_ + points.origin;
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    if (!points.seen[i]) continue;
    ++seen_[i];
    sum_[i] = sum_[i] + points.at[i];
  }
}

BodyPoints MeanPoints::Result() const {
  BodyPoints out;
  if (count_ > 0) out.origin = origin_ * (1.0 / count_);
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    out.seen[i] = seen_[i] > 0 && 2 * seen_[i] >= count_;
    if (out.seen[i]) out.at[i] = sum_[i] * (1.0 / seen_[i]);
  }
  return out;
}

}  // namespace ezpt::motion
