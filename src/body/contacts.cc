#include "body/contacts.h"

#include <algorithm>
#include <cmath>

namespace ezpt::body {
namespace {

/// A body whose two hips both move this much leaves its chair or mat.
constexpr double kRisesBy = 30.0;
constexpr double kBridgesBy = 12.0;

double Change(const JointAngles& a, const JointAngles& b, Dof left, Side side) {
  return std::fabs((a[OnSide(left, side)] - b[OnSide(left, side)]).value);
}

}  // namespace

ContactSolver::ContactSolver(const Proportions& body, Posture posture, std::span<const Contact> contacts,
                             const JointAngles& start, const JointAngles& end)
    : body_(body), posture_(posture), contacts_(contacts.begin(), contacts.end()), start_(start) {
  Plan(start, end);
  switch (support_) {
    case Support::kFeet:
      AnchorStanding(start);
      break;
    case Support::kSeat:
      AnchorSeat(start);
      break;
    case Support::kBack:
    case Support::kBackAndFeet:
      AnchorBack(start);
      break;
    case Support::kHandsAndFeet:
      AnchorPlank(start);
      break;
  }
}

bool ContactSolver::Has(ContactPart part) const {
  return std::any_of(contacts_.begin(), contacts_.end(), [part](const Contact& c) { return c.part == part; });
}

void ContactSolver::Plan(const JointAngles& start, const JointAngles& end) {
  const bool feet = Has(ContactPart::kLeftFoot) && Has(ContactPart::kRightFoot);
  const double left = Change(start, end, Dof::kLeftHipFlexion, Side::kLeft);
  const double right = Change(start, end, Dof::kLeftHipFlexion, Side::kRight);
  switch (posture_) {
    case Posture::kStanding:
      support_ = Support::kFeet;
      break;
    case Posture::kSeated:
      support_ = std::min(left, right) > kRisesBy ? Support::kFeet : Support::kSeat;
      break;
    case Posture::kSupine:
      support_ = feet && std::min(left, right) > kBridgesBy ? Support::kBackAndFeet : Support::kBack;
      break;
    case Posture::kPlank:
      support_ = Support::kHandsAndFeet;
      break;
  }
  feet_[0].used = Has(ContactPart::kLeftFoot);
  feet_[1].used = Has(ContactPart::kRightFoot);
  // Nobody stands on nothing.
  if (support_ == Support::kFeet && !feet_[0].used && !feet_[1].used) feet_[0].used = feet_[1].used = true;
}

Skeleton ContactSolver::Solve(const JointAngles& angles) const {
  switch (support_) {
    case Support::kFeet: {
      Skeleton skeleton = Balanced(angles);
      HoldHands(skeleton);
      return skeleton;
    }
    case Support::kSeat: {
      Skeleton skeleton = OnSeat(angles);
      HoldHands(skeleton);
      return skeleton;
    }
    case Support::kBack:
      return OnBack(angles);
    case Support::kBackAndFeet:
      return Bridge(angles);
    case Support::kHandsAndFeet:
      return Plank(angles);
  }
  return {};
}

void ContactSolver::HoldHands(Skeleton& skeleton) const {
  for (const Side side : kSides) {
    const auto i = static_cast<std::size_t>(side);
    if (!hand_held_[i]) continue;
    const Arm& arm = skeleton.arm(side);
    const Vec3 pole = arm.fore.origin - Lerp(arm.upper.origin, arm.hand.origin, 0.5) - arm.upper.axes.z * 0.02;
    ReachWrist(body_, side, wrists_[i], pole, arm.hand.axes, skeleton);
  }
}

}  // namespace ezpt::body
