#include "body/virtual_patient/walk.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ezpt::body {
namespace {

/// Where a foot is, relative to the pelvis, along the way.
struct Foot {
  double ahead, lift;
  Degrees pitch;  ///< Toes down.
};

/// Source: the shape of level gait, half a cycle of stance and half of swing;
/// step length .37 of the height.
Foot FootAt(double distance, double step, Side side) {
  const double cycles = 0.5 * (distance / step + (side == Side::kLeft ? 0.0 : 1.0)) + 100.0;
  const double phase = cycles - std::floor(cycles);
  if (phase < 0.5) return {step * (0.5 - 2.0 * phase), 0.0, Degrees(0)};
  const double swing = 2.0 * (phase - 0.5);
  return {step * (-0.5 + MinimumJerk(swing) * 2.0 - swing), 0.10 * math::Sin(kPi * swing),
          Degrees(34.0 * (1.0 - swing) * math::Sin(kPi * std::min(1.0, swing * 1.4)))};
}

Skeleton Gait(const Proportions& body, double distance, double vigour) {
  const double step = 0.37 * body.height;
  std::array<Foot, 2> feet = {FootAt(distance, step, Side::kLeft), FootAt(distance, step, Side::kRight)};
  JointAngles angles;
  for (const Side side : kSides) {
    const Foot& opposite = feet[static_cast<std::size_t>(Opposite(side))];
    angles.Set(OnSide(Dof::kLeftShoulderFlexion, side), Degrees(vigour * 45.0 * opposite.ahead / step));
    angles.Set(OnSide(Dof::kLeftElbowFlexion, side), Degrees(8.0 + 14.0 * vigour));
    angles.Set(OnSide(Dof::kLeftShoulderAbduction, side), Degrees(7));
    angles.Set(OnSide(Dof::kLeftHipRotation, side), Degrees(6));
  }
  angles.Set(Dof::kTrunkFlexion, Degrees(3.0 * vigour));
  const double bob = (0.003 + 0.022 * vigour) * (body.thigh + body.shank);
  const Frame root{{0, body.ankle_height + body.thigh + body.shank - bob, 0}, Mat3{}};
  Skeleton skeleton = ForwardKinematics(body, angles, root);
  for (const Side side : kSides) {
    const Foot& foot = feet[static_cast<std::size_t>(side)];
    const double x = (side == Side::kLeft ? 1.0 : -1.0) * 0.85 * body.hip_half;
    const Vec3 ankle{x, body.ankle_height + vigour * foot.lift, vigour * foot.ahead};
    ReachAnkle(body, side, ankle, RotateX(vigour * foot.pitch), skeleton);
  }
  return skeleton;
}

}  // namespace

Skeleton WalkingBody(const Proportions& body, Vec3 from, Vec3 to, double s) {
  const Vec3 way = to - from;
  const double length = Norm(way);
  const double heading = ToDegrees(Radians(math::Atan2(way.x, way.z))).value;
  if (s < kWalkTurns) {
    // Steady, then slowing over the last quarter.
    const double u = s / kWalkTurns;
    const double eased = u < 0.7 ? u / 0.85 : (0.7 + (u - 0.7) - (u - 0.7) * (u - 0.7) / 0.6) / 0.85;
    const double distance = length * std::min(1.0, eased);
    const double vigour = 1.0 - SmoothStep(0.78, 1.0, u);
    return Moved(Gait(body, distance, vigour), {from + Unit(way) * distance, RotateY(Degrees(heading))});
  }
  const double turn = SmoothStep(kWalkTurns, kWalkStands, s);
  Skeleton skeleton = Gait(body, length, 0.0);
  // Two small steps in place while turning.
  for (const Side side : kSides) {
    const double beat = std::clamp(2.0 * turn - (side == Side::kLeft ? 0.0 : 1.0), 0.0, 1.0);
    const Vec3 ankle = skeleton.leg(side).foot.origin + Vec3{0, 0.05 * math::Sin(kPi * beat), 0};
    ReachAnkle(body, side, ankle, skeleton.leg(side).foot.axes, skeleton);
  }
  return Moved(skeleton, {to, RotateY(Degrees(heading * (1.0 - turn)))});
}

}  // namespace ezpt::body
