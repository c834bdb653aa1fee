#include <algorithm>
#include <cmath>

#include "body/virtual_patient/virtual_patient.h"

namespace ezpt::body {
namespace {

struct Capsule {
  Vec3 a, b;
  double radius;
};

/// A surface this much nearer than a joint's own hides it.
constexpr double kMargin = 0.035;  // metres

/// Distance along the unit ray at which it comes nearest to the capsule's axis,
/// less the capsule's half chord there; negative where it misses.
double EntersAt(Vec3 eye, Vec3 ray, const Capsule& c) {
  const Vec3 axis = c.b - c.a, w = eye - c.a;
  const double aa = Dot(axis, axis), ar = Dot(axis, ray), wa = Dot(w, axis), wr = Dot(w, ray);
  const double denominator = aa - ar * ar;
  double s = denominator > 1e-9 ? (wa - ar * wr) / denominator : 0.0;
  s = std::clamp(s, 0.0, 1.0);
  const double t = s * ar - wr;
  const Vec3 gap = eye + ray * t - (c.a + axis * s);
  const double inside = c.radius * c.radius - Dot(gap, gap);
  return inside > 0.0 ? t - std::sqrt(inside) : -1.0;
}

}  // namespace

std::array<bool, kCocoCount> OccludedJoints(const Proportions& body, const Skeleton& s, Vec3 eye) {
  std::vector<Capsule> capsules;
  const double r = body.head_radius;
  capsules.push_back({s.head * Vec3{0, body.head_centre - body.neck_base - 0.15 * r, 0},
                      s.head * Vec3{0, body.head_centre - body.neck_base + 0.2 * r, 0}, 0.78 * r});
  for (const double side : {1.0, -1.0}) {
    const double x = side * 0.45 * body.chest_half_width;
    capsules.push_back({s.pelvis * Vec3{side * 0.4 * body.pelvis_half_width, 0, 0}, s.thorax * Vec3{x, 0, 0},
                        0.85 * body.waist_half_depth});
    capsules.push_back(
        {s.thorax * Vec3{x, 0, 0}, s.thorax * Vec3{x, 0.09 * body.height, 0}, 0.9 * body.chest_half_depth});
  }
  for (const Side side : kSides) {
    const Arm& arm = s.arm(side);
    const Leg& leg = s.leg(side);
    capsules.push_back({arm.upper.origin, arm.fore.origin, 0.95 * body.upper_arm_radius});
    capsules.push_back({arm.fore.origin, arm.hand * Vec3{0, -0.6 * body.hand, 0}, 0.85 * body.elbow_radius});
    capsules.push_back({leg.thigh.origin, leg.shank.origin, 0.85 * body.thigh_radius});
    capsules.push_back({leg.shank.origin, leg.foot.origin, 0.85 * body.calf_radius});
    capsules.push_back(
        {leg.foot.origin, leg.foot * Vec3{0, -0.5 * body.ankle_height, 0.09 * body.height}, 0.9 * body.ankle_radius});
  }
  const std::array<double, kCocoCount> own = {0,
                                              0,
                                              0,
                                              0,
                                              0,
                                              body.chest_half_depth,
                                              body.chest_half_depth,
                                              body.elbow_radius,
                                              body.elbow_radius,
                                              body.wrist_radius,
                                              body.wrist_radius,
                                              body.pelvis_half_depth * 1.2,
                                              body.pelvis_half_depth * 1.2,
                                              body.knee_radius * 1.2,
                                              body.knee_radius * 1.2,
                                              body.ankle_radius * 1.3,
                                              body.ankle_radius * 1.3};
  const std::array<Vec3, kCocoCount> joints = CocoJoints(body, s);
  std::array<bool, kCocoCount> hidden{};
  for (std::size_t j = 0; j < kCocoCount; ++j) {
    const double distance = Norm(joints[j] - eye);
    const Vec3 ray = Unit(joints[j] - eye);
    for (const Capsule& capsule : capsules) {
      const double at = EntersAt(eye, ray, capsule);
      hidden[j] = hidden[j] || (at > 0.0 && at < distance - own[j] - kMargin);
    }
  }
  return hidden;
}

}  // namespace ezpt::body
