#include "coach/target_arc.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "body/posture.h"
#include "body/signal.h"
#include "exercise/reference.h"
#include "motion/reference_body.h"

namespace ezpt::coach {
namespace {

/// Degrees between the angle that is reported and that of the pose it is drawn on; smoothing alone makes a few.
constexpr double kDrawnApart = 20;

using body::Joint;
using body::Signal;

bool Supports(const exercise::Measure& measure, body::View view) {
  return std::find(measure.views.begin(), measure.views.end(), view) != measure.views.end();
}

std::vector<body::Side> SidesOf(exercise::SideRule rule, motion::SideChoice side, body::Side nearer) {
  using exercise::SideRule;
  if (rule == SideRule::kNearest) return {nearer};
  const bool chosen = side == motion::SideChoice::kLeft || side == motion::SideChoice::kRight;
  const body::Side own = side == motion::SideChoice::kLeft ? body::Side::kLeft : body::Side::kRight;
  if (rule == SideRule::kWorking && chosen) return {own};
  if (rule == SideRule::kOther && chosen) return {body::Opposite(own)};
  return {nearer, body::Opposite(nearer)};
}

}  // namespace

motion::SideChoice SideShown(motion::SideChoice chosen, const motion::MotionUpdate& update) {
  if (chosen != motion::SideChoice::kAuto || !update.working) return chosen;
  return *update.working == body::Side::kLeft ? motion::SideChoice::kLeft : motion::SideChoice::kRight;
}

std::optional<ArcFinder::AngleJoints> ArcFinder::JointsOf(Signal signal) {
  switch (signal) {
    case Signal::kKneeFlexion:
      return AngleJoints{Joint::kLeftKnee, Joint::kLeftHip, Joint::kLeftAnkle};
    case Signal::kHipFlexion:
    case Signal::kHipAbduction:
    case Signal::kBodyLineKnee:
      return AngleJoints{Joint::kLeftHip, Joint::kLeftShoulder, Joint::kLeftKnee};
    case Signal::kBodyLine:
      return AngleJoints{Joint::kLeftHip, Joint::kLeftShoulder, Joint::kLeftAnkle};
    case Signal::kShoulderFlexion:
    case Signal::kShoulderAbduction:
    case Signal::kUpperArmDrift:
      return AngleJoints{Joint::kLeftShoulder, Joint::kLeftHip, Joint::kLeftElbow};
    case Signal::kElbowFlexion:
      return AngleJoints{Joint::kLeftElbow, Joint::kLeftShoulder, Joint::kLeftWrist};
    default:
      return std::nullopt;
  }
}

/// By the key poses, of a joint angle that has the signal's name.
ArcFinder::Direction ArcFinder::DirectionOf(const exercise::Definition& definition, Signal signal) {
  const auto angle = body::ParseDof("left_" + std::string(body::SignalName(signal)));
  if (!angle) return Direction::kUnknown;
  const body::JointAngles posture = body::RestPose(motion::PostureOf(definition.position));
  const auto reference = exercise::ResolveReference(definition, body::Side::kLeft, nullptr, posture);
  const Degrees change = reference.end[*angle] - reference.start[*angle];
  if (change == Degrees(0)) return Direction::kUnknown;
  return change > Degrees(0) ? Direction::kRising : Direction::kFalling;
}

bool ArcFinder::Reached(const TargetArc& arc, Direction direction) {
  const bool from_below = arc.value >= arc.min;
  const bool from_above = arc.value <= arc.max;
  if (direction == Direction::kRising) return from_below;
  if (direction == Direction::kFalling) return from_above;
  return from_below && from_above;
}

ArcFinder::ArcFinder(const exercise::Definition& definition) {
  for (const exercise::Measure& measure : definition.measures) {
    const auto joints = JointsOf(measure.signal);
    if (!measure.target || !joints || measure.at != exercise::MeasureAt::kPeak) continue;
    angles_.push_back({&measure, *joints, DirectionOf(definition, measure.signal)});
  }
}

std::optional<TargetArc> ArcFinder::Find(const body::Pose& pose, const motion::ViewEstimate& view,
                                         motion::SideChoice side, const LatestSignal& latest) const {
  if (!view.known) return std::nullopt;
  for (const Angle& angle : angles_) {
    if (Supports(*angle.measure, view.view)) return Draw(angle, pose, view, side, latest);
  }
  return std::nullopt;
}

std::optional<TargetArc> ArcFinder::Draw(const Angle& angle, const body::Pose& pose, const motion::ViewEstimate& view,
                                         motion::SideChoice side, const LatestSignal& latest) {
  const exercise::Measure& measure = *angle.measure;
  std::optional<TargetArc> best;
  for (const body::Side s : SidesOf(measure.side, side, view.nearer)) {
    const auto value = latest(measure.signal, s);
    // The analyzer may have put left and right the other way round: an angle is not drawn at a joint that has
    // another.
    const auto drawn = body::Evaluate(measure.signal, pose, s, {.nearer = view.nearer, .scale = {}});
    if (!value || !drawn || std::fabs(*value - *drawn) > kDrawnApart) continue;
    const bool falls = angle.direction == Direction::kFalling;
    if (best && !(falls ? *value < best->value.value : *value > best->value.value)) continue;
    const auto index = [&](Joint left) { return body::IndexOf(body::OnSide(left, s), pose.topology).value_or(0); };
    best = TargetArc{index(angle.joints.vertex),
                     index(angle.joints.from),
                     index(angle.joints.to),
                     measure.id,
                     Degrees(*value),
                     Degrees(measure.target->min),
                     Degrees(measure.target->max),
                     false};
    best->reached = Reached(*best, angle.direction);
  }
  return best;
}

}  // namespace ezpt::coach
