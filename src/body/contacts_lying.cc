// Lying on the back, bridging, and the push-up: the mat under the back or the
// hands and feet.
#include <algorithm>
#include <cmath>

#include "body/contacts.h"

namespace ezpt::body {
namespace {

constexpr int kBisections = 30;  // 1e-7 degrees
/// A foot lets go of the mat as its hip leaves the start pose by this much.
constexpr double kHeldWithin = 8.0, kFreeBeyond = 20.0;  // degrees
/// Knees bent more than this at the start stand their feet on the mat.
constexpr double kHookLyingFrom = 30.0;  // degrees

Mat3 LyingAxes(const JointAngles& angles, Degrees lift) {
  return RotateX(-(angles[Dof::kBodyPitch] + lift)) * RotateZ(angles[Dof::kPelvisObliquity]);
}

double HipFlexionOf(const Skeleton& skeleton, Side side) {
  const Vec3 thigh = -skeleton.leg(side).thigh.axes.y;
  const Mat3& pelvis = skeleton.pelvis.axes;
  return ToDegrees(Radians(math::Atan2(Dot(thigh, pelvis.z), -Dot(thigh, pelvis.y)))).value;
}

Mat3 FlatFoot(const Mat3& foot) {
  const Vec3 z = Unit({foot.z.x, 0, foot.z.z > 0.1 ? foot.z.z : 1.0}, {0, 0, 1});
  return {Cross({0, 1, 0}, z), {0, 1, 0}, z};
}

/// Fingers towards the head, palm on the floor.
Mat3 PalmDown(Side side) {
  return side == Side::kLeft ? Mat3{{0, 1, 0}, {0, 0, -1}, {-1, 0, 0}} : Mat3{{0, -1, 0}, {0, 0, -1}, {1, 0, 0}};
}

}  // namespace

void ContactSolver::AnchorBack(const JointAngles& start) {
  start_pelvis_ = {0, body_.pelvis_half_depth, 0};
  const Skeleton free = ForwardKinematics(body_, start, {start_pelvis_, LyingAxes(start, Degrees(0))});
  shoulders_ = Lerp(free.arms[0].upper.origin, free.arms[1].upper.origin, 0.5);
  for (const Side side : kSides) {
    FootAnchor& anchor = feet_[static_cast<std::size_t>(side)];
    const double knee = start[OnSide(Dof::kLeftKneeFlexion, side)].value;
    anchor.used = anchor.used && knee > kHookLyingFrom;
    const Vec3 hip = free.leg(side).thigh.origin;
    // The bent knee's chord, from the hip down to an ankle on the mat.
    const double chord2 = body_.thigh * body_.thigh + body_.shank * body_.shank +
                          2 * body_.thigh * body_.shank * math::Cos(ToRadians(Degrees(knee)).value);
    const double drop = hip.y - body_.ankle_height;
    const double along = std::sqrt(std::max(0.01, chord2 - drop * drop));
    anchor.ankle = {free.leg(side).foot.origin.x, body_.ankle_height, hip.z + along};
    anchor.axes = FlatFoot(free.leg(side).foot.axes);
  }
}

Skeleton ContactSolver::OnBack(const JointAngles& angles) const {
  JointAngles settled = angles;
  // A straight leg, and the arms, sink to the mat: hips and shoulders are thicker than heels and hands.
  const double sink =
      ToDegrees(Radians((body_.pelvis_half_depth - 1.5 * body_.ankle_radius) / (body_.thigh + body_.shank))).value;
  for (const Side side : kSides) {
    const Dof hip = OnSide(Dof::kLeftHipFlexion, side);
    settled.Set(hip, angles[hip] - Degrees(sink * (1.0 - SmoothStep(0.0, 25.0, angles[hip].value))));
    const Dof arm = OnSide(Dof::kLeftShoulderFlexion, side);
    settled.Set(arm, angles[arm] - Degrees(8.5 * (1.0 - SmoothStep(0.0, 25.0, angles[arm].value))));
  }
  Skeleton skeleton = ForwardKinematics(body_, settled, {start_pelvis_, LyingAxes(angles, Degrees(0))});
  for (const Side side : kSides) {
    const Dof hip = OnSide(Dof::kLeftHipFlexion, side);
    const double moved = std::fabs((angles[hip] - start_[hip]).value);
    const double weight =
        feet_[static_cast<std::size_t>(side)].used ? 1.0 - SmoothStep(kHeldWithin, kFreeBeyond, moved) : 0.0;
    HoldFoot(side, weight, angles[OnSide(Dof::kLeftHeelRise, side)], skeleton);
  }
  return skeleton;
}

Skeleton ContactSolver::BridgeAt(const JointAngles& angles, Degrees lift) const {
  JointAngles settled = angles;
  settled.Set(Dof::kNeckFlexion, angles[Dof::kNeckFlexion] + lift);
  for (const Side side : kSides) {
    const Dof arm = OnSide(Dof::kLeftShoulderFlexion, side);
    settled.Set(arm, angles[arm] - lift - Degrees(8.5));
  }
  // From the start pose's pitch: how far the pelvis rises is what is solved for.
  const Mat3 axes = LyingAxes(start_, lift);
  const Skeleton free = ForwardKinematics(body_, settled, {{0, 0, 0}, axes});
  const Vec3 shoulders = Lerp(free.arms[0].upper.origin, free.arms[1].upper.origin, 0.5);
  Skeleton skeleton = Moved(free, {shoulders_ - shoulders, Mat3{}});
  for (const Side side : kSides) HoldFoot(side, 1.0, angles[OnSide(Dof::kLeftHeelRise, side)], skeleton);
  return skeleton;
}

Skeleton ContactSolver::Bridge(const JointAngles& angles) const {
  const double wanted = 0.5 * (angles[Dof::kLeftHipFlexion] + angles[Dof::kRightHipFlexion]).value;
  double low = 0.0, high = 50.0;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = 0.5 * (low + high);
    const Skeleton tried = BridgeAt(angles, Degrees(middle));
    const double reached = 0.5 * (HipFlexionOf(tried, Side::kLeft) + HipFlexionOf(tried, Side::kRight));
    (reached > wanted ? low : high) = middle;
  }
  return BridgeAt(angles, Degrees(low));
}

void ContactSolver::AnchorPlank(const JointAngles& start) {
  const double toes = 0.075 * body_.height;
  for (std::size_t i = 0; i < 2; ++i) {
    feet_[i] = {{(i == 0 ? 1.0 : -1.0) * body_.hip_half, toes, -0.42 * body_.height}, Mat3{}, true};
  }
  // Straight arms stand upright under the shoulders.
  const double palm = 1.6 * body_.wrist_radius;
  const double elbow = 0.5 * (start[Dof::kLeftElbowFlexion] + start[Dof::kRightElbowFlexion]).value;
  const double arm = std::sqrt(body_.upper_arm * body_.upper_arm + body_.forearm * body_.forearm +
                               2 * body_.upper_arm * body_.forearm * math::Cos(ToRadians(Degrees(elbow)).value));
  double low = 40.0, high = 100.0;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = 0.5 * (low + high);
    const Skeleton tried = PlankAt(start, Degrees(middle));
    (tried.arms[0].upper.origin.y > palm + 0.985 * arm ? low : high) = middle;
  }
  const Skeleton placed = PlankAt(start, Degrees(low));
  start_pelvis_ = placed.pelvis.origin;
  for (std::size_t i = 0; i < 2; ++i) {
    const Vec3 shoulder = placed.arms[i].upper.origin;
    wrists_[i] = {shoulder.x * 1.15, palm, shoulder.z};
  }
}

Skeleton ContactSolver::PlankAt(const JointAngles& angles, Degrees pitch) const {
  const Mat3 axes = RotateX(pitch) * RotateZ(angles[Dof::kPelvisObliquity]);
  const Skeleton free = ForwardKinematics(body_, angles, {{0, 0, 0}, axes});
  const Vec3 ankles = Lerp(free.legs[0].foot.origin, free.legs[1].foot.origin, 0.5);
  return Moved(free, {Lerp(feet_[0].ankle, feet_[1].ankle, 0.5) - ankles, Mat3{}});
}

Skeleton ContactSolver::Plank(const JointAngles& angles) const {
  const auto arm_length = [&](Side side) {
    const double elbow = ToRadians(angles[OnSide(Dof::kLeftElbowFlexion, side)]).value;
    return std::sqrt(body_.upper_arm * body_.upper_arm + body_.forearm * body_.forearm +
                     2 * body_.upper_arm * body_.forearm * math::Cos(elbow));
  };
  const double wanted = arm_length(Side::kLeft) + arm_length(Side::kRight);
  double low = 40.0, high = 110.0;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = 0.5 * (low + high);
    const Skeleton tried = PlankAt(angles, Degrees(middle));
    const double reach = Norm(tried.arms[0].upper.origin - wrists_[0]) + Norm(tried.arms[1].upper.origin - wrists_[1]);
    (reach > wanted ? low : high) = middle;
  }
  Skeleton skeleton = PlankAt(angles, Degrees(low));
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    ReachAnkle(body_, side, feet_[i].ankle, skeleton.leg(side).foot.axes, skeleton);
    // Elbows point to the feet, and out by the shoulder's abduction.
    const double flare = ToRadians(angles[OnSide(Dof::kLeftShoulderAbduction, side)]).value;
    const Vec3 pole{(side == Side::kLeft ? 1.0 : -1.0) * math::Sin(flare), 0.05, -math::Cos(flare)};
    ReachWrist(body_, side, wrists_[i], pole, PalmDown(side), skeleton);
  }
  return skeleton;
}

}  // namespace ezpt::body
