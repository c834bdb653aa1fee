// Standing, rising from a chair and sitting: the feet and the seat.
#include <algorithm>
#include <cmath>

#include "body/contacts.h"

namespace ezpt::body {
namespace {

/// A foot this far above where it stood is free; in between it is let go smoothly.
constexpr double kHeldBelow = 0.03, kFreeAbove = 0.09;  // metres
/// Feet further apart than this, front to back, are a split stance (of the height).
constexpr double kSplitBeyond = 0.13;
/// How far behind and ahead of the ankles the centre of mass may be (of the height).
constexpr double kBalanceBehind = -0.012, kBalanceAhead = 0.085;
/// A hind foot tips onto its ball rather than bend the ankle more than this.
constexpr double kHindDorsiflexion = 18.0;
/// The ankles give this much for every degree that the hips do.
constexpr double kAnkleShare = 0.35;
/// Rising this far off the seat, the feet alone must balance the body (of the height).
constexpr double kUnloadedAt = 0.10;

/// From the ankle to the ball of the foot, in the foot's frame.
Vec3 BallOf(const Proportions& body) { return {0, -body.ankle_height, 0.72 * body.foot_length - body.foot_back}; }

double SoleHeight(const Proportions& body, const Frame& foot) {
  const double heel = (foot * Vec3{0, -body.ankle_height, -body.foot_back}).y;
  return std::min(heel, (foot * BallOf(body)).y);
}

Mat3 FlatAxes(const Mat3& foot) {
  const Vec3 z = Unit({foot.z.x, 0, foot.z.z}, {0, 0, 1});
  const Vec3 y{0, 1, 0};
  return {Cross(y, z), y, z};
}

/// On its feet the body leans as they say; body_pitch speaks only on the seat.
Mat3 PelvisAxes(const JointAngles& angles, Degrees lean) {
  return RotateX(lean) * RotateZ(angles[Dof::kPelvisObliquity]);
}

Degrees FootLean(const JointAngles& angles, Side side) {
  return angles[OnSide(Dof::kLeftHeelRise, side)] + angles[OnSide(Dof::kLeftHipFlexion, side)] -
         angles[OnSide(Dof::kLeftKneeFlexion, side)] + angles[OnSide(Dof::kLeftAnkleDorsiflexion, side)];
}

}  // namespace

void ContactSolver::AnchorStanding(const JointAngles& start) {
  Skeleton free = ForwardKinematics(body_, start, {{0, 0, 0}, PelvisAxes(start, Degrees(0))});
  const double apart = free.legs[0].foot.origin.z - free.legs[1].foot.origin.z;
  split_stance_ = feet_[0].used && feet_[1].used && std::fabs(apart) > kSplitBeyond * body_.height;
  front_ = apart > 0 ? Side::kLeft : Side::kRight;
  const std::array<double, 2> weights = FootWeights(start);
  const double total = weights[0] + weights[1];
  Degrees lean = (FootLean(start, Side::kLeft) * weights[0] + FootLean(start, Side::kRight) * weights[1]) / total;
  if (split_stance_) lean = FootLean(start, front_);
  free = ForwardKinematics(body_, start, {{0, 0, 0}, PelvisAxes(start, lean)});
  double lowest = std::min(free.legs[0].foot.origin.y, free.legs[1].foot.origin.y);
  if (split_stance_) lowest = free.leg(front_).foot.origin.y;
  const Vec3 shift{0, body_.ankle_height - lowest, 0};
  for (const Side side : kSides) {
    FootAnchor& anchor = feet_[static_cast<std::size_t>(side)];
    const Frame& foot = free.leg(side).foot;
    anchor.axes = FlatAxes(foot.axes);
    anchor.ankle = {foot.origin.x, body_.ankle_height, foot.origin.z};
  }
  start_pelvis_ = free.pelvis.origin + shift;
  if (posture_ == Posture::kSeated) seat_height_ = start_pelvis_.y - 0.9 * body_.thigh_radius;
  const Skeleton placed = StandOnFeet(start);
  start_pelvis_ = placed.pelvis.origin;
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    hand_held_[i] = Has(side == Side::kLeft ? ContactPart::kLeftHand : ContactPart::kRightHand);
    wrists_[i] = placed.arms[i].hand.origin;
  }
}

std::array<double, 2> ContactSolver::FootWeights(const JointAngles& angles) const {
  if (split_stance_) return {1.0, 1.0};
  const Skeleton free = ForwardKinematics(body_, angles, {{0, 0, 0}, PelvisAxes(angles, Degrees(0))});
  std::array<double, 2> low{};
  for (std::size_t i = 0; i < 2; ++i) {
    // The ankle decides: how a foot in the air is pitched does not put it down.
    low[i] = free.legs[i].foot.origin.y + (feet_[i].used ? 0.0 : 10.0);
  }
  const double lowest = std::min(low[0], low[1]);
  std::array<double, 2> weights{};
  for (std::size_t i = 0; i < 2; ++i) {
    weights[i] = feet_[i].used ? 1.0 - SmoothStep(kHeldBelow, kFreeAbove, low[i] - lowest) : 0.0;
  }
  return weights;
}

void ContactSolver::HoldFoot(Side side, double weight, Degrees heel_rise, Skeleton& skeleton) const {
  if (weight <= 0.0) return;
  const FootAnchor& anchor = feet_[static_cast<std::size_t>(side)];
  const Vec3 ball = BallOf(body_);
  const Mat3 tipped = anchor.axes * RotateX(heel_rise);
  // The ball of the foot stays; the ankle turns about it.
  const Vec3 ankle = anchor.ankle + anchor.axes * ball - tipped * ball;
  const Frame foot = skeleton.leg(side).foot;
  ReachAnkle(body_, side, Lerp(foot.origin, ankle, weight), Blend(foot.axes, tipped, weight), skeleton);
}

Skeleton ContactSolver::StandOnFeet(const JointAngles& angles) const {
  std::array<double, 2> weights = FootWeights(angles);
  Degrees lean = (FootLean(angles, Side::kLeft) * weights[0] + FootLean(angles, Side::kRight) * weights[1]) /
                 (weights[0] + weights[1]);
  if (split_stance_) lean = FootLean(angles, front_);
  Skeleton skeleton = ForwardKinematics(body_, angles, {{0, 0, 0}, PelvisAxes(angles, lean)});
  Vec3 shift{};
  double total = 0.0;
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    const double weight = split_stance_ ? (side == front_ ? 1.0 : 0.0) : weights[i];
    const Vec3 ball = BallOf(body_);
    const Mat3 tipped = feet_[i].axes * RotateX(angles[OnSide(Dof::kLeftHeelRise, side)]);
    const Vec3 ankle = feet_[i].ankle + feet_[i].axes * ball - tipped * ball;
    shift = shift + (ankle - skeleton.legs[i].foot.origin) * weight;
    total += weight;
  }
  skeleton = Moved(skeleton, {shift * (1.0 / total), Mat3{}});
  // A held leg that does not reach its foot lets the pelvis down.
  const double longest = (body_.thigh + body_.shank) * 0.9995;
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    const Vec3 gap = skeleton.legs[i].thigh.origin - feet_[i].ankle;
    const double across = gap.x * gap.x + gap.z * gap.z;
    const double allowed = std::sqrt(std::max(0.0, longest * longest - across));
    const double heel = split_stance_ && side != front_ ? 0.06 * body_.height : 0.0;
    const double excess = gap.y - heel - allowed;
    if (weights[i] > 0.0 && excess > 0.0) skeleton = Moved(skeleton, {{0, -excess * weights[i], 0}, Mat3{}});
  }
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    Degrees heel_rise = angles[OnSide(Dof::kLeftHeelRise, side)];
    if (split_stance_ && side != front_) {
      heel_rise = Degrees(35);
      for (int pass = 0; pass < 6; ++pass) {
        HoldFoot(side, 1.0, heel_rise, skeleton);
        const Vec3 shank = skeleton.leg(side).shank.axes.y;
        const Degrees tilt = ToDegrees(Radians(math::Atan2(Dot(shank, feet_[i].axes.z), shank.y)));
        heel_rise = Degrees(std::clamp(0.5 * (heel_rise.value + tilt.value - kHindDorsiflexion), 0.0, 70.0));
      }
    }
    HoldFoot(side, weights[i], heel_rise, skeleton);
  }
  return skeleton;
}

Skeleton ContactSolver::Balanced(const JointAngles& angles) const {
  const Skeleton plain = StandOnFeet(angles);
  if (split_stance_) return plain;
  const std::array<double, 2> weights = FootWeights(angles);
  const double feet = (feet_[0].ankle.z * weights[0] + feet_[1].ankle.z * weights[1]) / (weights[0] + weights[1]);
  const double ahead = CentreOfMass(body_, plain).z - feet;
  const double target = std::clamp(ahead, kBalanceBehind * body_.height, kBalanceAhead * body_.height);
  if (target == ahead) return plain;
  const auto leaned = [&](double by) {
    JointAngles bent = angles;
    for (const Side side : kSides) {
      const Dof hip = OnSide(Dof::kLeftHipFlexion, side);
      bent.Set(hip, angles[hip] + Degrees(by));
      const Dof ankle = OnSide(Dof::kLeftAnkleDorsiflexion, side);
      bent.Set(ankle, angles[ankle] + Degrees(kAnkleShare * by));
    }
    return StandOnFeet(bent);
  };
  // Leaning, mostly at the hips, moves the centre of mass steadily forward: bisection.
  double low = target > ahead ? 0.0 : -50.0, high = target > ahead ? 65.0 : 0.0;
  for (int i = 0; i < 18; ++i) {
    const double middle = 0.5 * (low + high);
    (CentreOfMass(body_, leaned(middle)).z - feet < target ? low : high) = middle;
  }
  const double seat_pelvis = start_pelvis_.y;
  const double unloaded = posture_ == Posture::kSeated
                              ? SmoothStep(0.0, kUnloadedAt * body_.height, plain.pelvis.origin.y - seat_pelvis)
                              : 1.0;
  return leaned(0.5 * (low + high) * unloaded);
}

void ContactSolver::AnchorSeat(const JointAngles& start) {
  const Skeleton free = ForwardKinematics(body_, start, {{0, 0, 0}, PelvisAxes(start, -start[Dof::kBodyPitch])});
  const double lowest = std::min(free.legs[0].foot.origin.y, free.legs[1].foot.origin.y);
  start_pelvis_ = {0, body_.ankle_height - lowest, 0};
  seat_height_ = start_pelvis_.y - 0.9 * body_.thigh_radius;
  for (std::size_t i = 0; i < 2; ++i) {
    const Frame& foot = free.legs[i].foot;
    feet_[i].axes = FlatAxes(foot.axes);
    feet_[i].ankle = {foot.origin.x, body_.ankle_height, foot.origin.z};
    hand_held_[i] = Has(i == 0 ? ContactPart::kLeftHand : ContactPart::kRightHand);
    wrists_[i] = free.arms[i].hand.origin + start_pelvis_;
  }
}

Skeleton ContactSolver::OnSeat(const JointAngles& angles) const {
  Skeleton skeleton = ForwardKinematics(body_, angles, {start_pelvis_, PelvisAxes(angles, -angles[Dof::kBodyPitch])});
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    const double height = SoleHeight(body_, skeleton.leg(side).foot);
    const double weight = feet_[i].used ? 1.0 - SmoothStep(kHeldBelow, kFreeAbove, height) : 0.0;
    HoldFoot(side, weight, angles[OnSide(Dof::kLeftHeelRise, side)], skeleton);
  }
  return skeleton;
}

}  // namespace ezpt::body
