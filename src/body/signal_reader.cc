#include "body/signal_reader.h"

#include <algorithm>

namespace ezpt::body {
namespace reading {

std::optional<Vec3> Seen(const Pose& pose, Joint joint, float min_score) {
  const Landmark p = At(pose, joint);
  if (!(p.score >= min_score) || p.score <= 0) return std::nullopt;
  // Relative depth is noise at the scale of a joint angle: only metres use z.
  return Vec3{p.x, p.y, pose.space == Space::kWorld ? p.z : 0.0};
}

std::optional<Vec3> Middle(std::optional<Vec3> a, std::optional<Vec3> b) {
  if (a && b) return (*a + *b) * 0.5;
  return a ? a : b;
}

}  // namespace reading

using reading::Middle;
using reading::Seen;

BodyScale MeasureScale(const Pose& pose, float min_score) {
  const auto length = [&](Joint a, Joint b) {
    const auto p = Seen(pose, a, min_score), q = Seen(pose, b, min_score);
    return p && q ? Norm(*q - *p) : 0.0;
  };
  const auto longer = [&](Joint a, Joint b) {
    return std::max(length(a, b), length(OnSide(a, Side::kRight), OnSide(b, Side::kRight)));
  };
  const auto middle = [&](Joint left) {
    return Middle(Seen(pose, left, min_score), Seen(pose, OnSide(left, Side::kRight), min_score));
  };
  BodyScale scale;
  const auto hip = middle(Joint::kLeftHip), shoulder = middle(Joint::kLeftShoulder);
  if (hip && shoulder) scale.trunk = Norm(*shoulder - *hip);
  scale.thigh = longer(Joint::kLeftHip, Joint::kLeftKnee);
  scale.shank = longer(Joint::kLeftKnee, Joint::kLeftAnkle);
  scale.upper_arm = longer(Joint::kLeftShoulder, Joint::kLeftElbow);
  scale.forearm = longer(Joint::kLeftElbow, Joint::kLeftWrist);
  scale.reach = longer(Joint::kLeftShoulder, Joint::kLeftWrist);
  const auto above = [&](Joint a, Joint b) {
    const auto p = Seen(pose, a, min_score), q = Seen(pose, b, min_score);
    return p && q ? std::max(q->y - p->y, 0.0) : 0.0;
  };
  scale.press_left = above(Joint::kLeftShoulder, Joint::kLeftWrist);
  scale.press_right = above(Joint::kRightShoulder, Joint::kRightWrist);
  scale.shoulder_width = length(Joint::kLeftShoulder, Joint::kRightShoulder);
  scale.hip_width = length(Joint::kLeftHip, Joint::kRightHip);
  return scale;
}

}  // namespace ezpt::body
