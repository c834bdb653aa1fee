#include "motion/position.h"

#include <algorithm>
#include <cmath>

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Side;
using body::Signal;
using exercise::Position;
using exercise::SideRule;

// Position of the trunk, degrees above the horizontal.
constexpr double kUprightPitch = 50, kLyingPitch = 42;
// Nothing done upright is done with the trunk flatter than this, or head down: who is
// there has bent to the floor.
constexpr double kBentPitch = 15;
// Standing and seated, by the height of the hips over the feet ÷ leg.
constexpr double kStandingHips = 0.72, kSeatedHips = 0.85;
// Who lies on the back has the hips about as high as the feet; who bends down to the floor has not.
constexpr double kLyingHips = 0.6;
// … and does not hold the shoulders up on the arms: that is a plank, whose hips may sag and rise.
constexpr double kLyingShoulders = 0.5;
// A plank seen end-on is lower than so many shoulder widths, and its legs, which lie behind the trunk, reach down less
// far below the hips than the second: 0.95 at most in real recordings, against 1.7 and more of who stands or bows.
constexpr double kEndOnHeight = 2.2, kEndOnLegs = 1.4;
// Unseen for longer than this, what was before says nothing about what comes after.
constexpr Seconds kBlindTime{0.3};
// A foot that stays moves less than this ÷ leg (tracking noise and a turning foot).
constexpr double kFootStays = 0.33;
// A step leaves the foot elsewhere for long, or for good. A tracker that loses the
// foot brings it back: however far it flies, it is home most of the time.
constexpr double kSlipShare = 0.5, kLateSlipShare = 0.2;
constexpr Seconds kSlipTime{0.5}, kComesHome{0.5};

std::optional<SideRule> FootOf(exercise::ContactPart part) {
  switch (part) {
    case exercise::ContactPart::kLeftFoot:
    case exercise::ContactPart::kRightFoot:
      return SideRule::kBoth;
    case exercise::ContactPart::kWorkingFoot:
      return SideRule::kWorking;
    case exercise::ContactPart::kOtherFoot:
      return SideRule::kOther;
    default:
      return std::nullopt;
  }
}

/// Whether a foot is away from where it started for most of the movement, or at its end.
bool StaysAway(const Samples& samples, std::size_t drift, exercise::SideRule rule, const Parts& parts,
               const SideContext& side) {
  double away = 0, seen = 0;
  Seconds last = parts.start;
  for (const Sample& s : samples) {
    if (s.t < parts.start || s.t > parts.end) continue;
    const double dt = std::min((s.t - last).value, kBlindTime.value);
    last = s.t;
    const auto value = Resolve(s.values[drift], rule, side);
    if (!value) continue;
    seen += dt;
    away += *value > kFootStays ? dt : 0;
  }
  if (away >= kSlipTime.value && away > kSlipShare * seen) return true;
  const auto at_end = MedianOver(samples, drift, rule, side, parts.end - kComesHome, parts.end);
  return away >= kSlipTime.value && away > kLateSlipShare * seen && at_end && *at_end > kFootStays;
}

/// The rule as far as the view shows that foot: from the side the far one is half
/// hidden and never judged.
std::optional<exercise::SideRule> Shown(exercise::SideRule rule, const SideContext& side) {
  if (side.view != body::View::kSideLeft && side.view != body::View::kSideRight) return rule;
  if (rule == SideRule::kBoth) return SideRule::kNearest;
  const Side working = side.working.value_or(side.nearer);
  const Side foot = rule == SideRule::kOther ? body::Opposite(working) : working;
  return foot == side.nearer ? std::optional(rule) : std::nullopt;
}

}  // namespace

bool InPosition(Position position, const body::Pose& pose, const body::BodyScale& scale, const ViewEstimate& view,
                float min_score) {
  const body::SignalContext context{.nearer = view.nearer, .scale = scale, .start = nullptr, .min_score = min_score};
  const auto read = [&](Signal signal) {
    const auto l = body::Evaluate(signal, pose, Side::kLeft, context);
    const auto r = body::Evaluate(signal, pose, Side::kRight, context);
    if (l && r) return std::optional((*l + *r) * 0.5);
    return l ? l : r;
  };
  const auto pitch = read(Signal::kTrunkPitch);
  const auto hips = read(Signal::kHipHeight);
  const auto hands = read(Signal::kShoulderHeight);
  // Who stands has one leg under the body at least, in however long a stride.
  const auto higher_hip = [&] {
    const auto l = body::Evaluate(Signal::kHipHeight, pose, Side::kLeft, context);
    const auto r = body::Evaluate(Signal::kHipHeight, pose, Side::kRight, context);
    return std::max(l.value_or(0), r.value_or(0));
  };
  switch (position) {
    case Position::kStanding:
      return pitch && *pitch >= kUprightPitch && (!hips || higher_hip() >= kStandingHips);
    case Position::kSeated:
      return pitch && *pitch >= kUprightPitch && (!hips || *hips <= kSeatedHips);
    case Position::kSupine:
      return pitch && std::fabs(*pitch) <= kLyingPitch && (!hips || *hips <= kLyingHips) &&
             (!hands || *hands <= kLyingShoulders);
    case Position::kPlank:
      break;
  }
  if (!hands || *hands <= 0) return false;
  if (view.view != body::View::kFront) return pitch && std::fabs(*pitch) <= kLyingPitch;
  // End-on the trunk has no direction: a body on all fours is low for its width.
  const auto below = [&](Joint upper, Joint lower, double most) {
    for (const Side side : {Side::kLeft, Side::kRight}) {
      const body::Landmark u = body::At(pose, body::OnSide(upper, side)), l = body::At(pose, body::OnSide(lower, side));
      if (std::min(u.score, l.score) < min_score) continue;
      if (static_cast<double>(l.y) - u.y > most * scale.shoulder_width) return false;
    }
    return true;
  };
  return below(Joint::kLeftShoulder, Joint::kLeftAnkle, kEndOnHeight) &&
         below(Joint::kLeftShoulder, Joint::kLeftKnee, kEndOnHeight) &&
         below(Joint::kLeftHip, Joint::kLeftAnkle, kEndOnLegs);
}

bool HoldsTrunk(Position position, const body::Pose& pose, const body::BodyScale& scale, const ViewEstimate& view,
                float min_score) {
  if (position == Position::kSupine || position == Position::kPlank) {
    return InPosition(position, pose, scale, view, min_score);
  }
  const body::SignalContext context{.nearer = view.nearer, .scale = scale, .start = nullptr, .min_score = min_score};
  const auto pitch = body::Evaluate(Signal::kTrunkPitch, pose, Side::kLeft, context);
  return pitch && *pitch >= kUprightPitch;
}

bool BentDown(const exercise::Definition& definition, const SignalBank& bank, const Samples& samples,
              const Parts& parts, const SideContext& side) {
  if (definition.position != Position::kStanding && definition.position != Position::kSeated) return false;
  const auto pitch = AtPeak(samples, bank.IndexOf(Signal::kTrunkPitch), SideRule::kNearest, side, parts);
  return pitch && *pitch < kBentPitch;
}

bool FeetMoved(const exercise::Definition& definition, const SignalBank& bank, const Samples& samples,
               const Parts& parts, const SideContext& side) {
  // In a plank the feet are far from the lens, and often hidden.
  if (definition.position == Position::kPlank || definition.position == Position::kSupine) return false;
  const std::size_t drift = bank.IndexOf(Signal::kFootDrift);
  return std::any_of(definition.contacts.begin(), definition.contacts.end(), [&](const exercise::Contact& contact) {
    const auto foot = FootOf(contact.part);
    const auto rule = foot ? Shown(*foot, side) : std::nullopt;
    return rule && contact.at == exercise::ContactTime::kWhole && StaysAway(samples, drift, *rule, parts, side);
  });
}

}  // namespace ezpt::motion
