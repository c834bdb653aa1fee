#include "body/virtual_patient/motion.h"

#include <algorithm>

#include "base/random.h"

namespace ezpt::body {
namespace {

constexpr int kMaxRepetitions = 1000;
constexpr double kMaxSeconds = 3600.0;
/// Seconds into the towel event at which the hand closes, at the lowest point.
constexpr double kTowelGrip = 2.05;

JointAngles Between(const JointAngles& a, const JointAngles& b, double s) {
  JointAngles out;
  for (std::size_t i = 0; i < kDofCount; ++i) {
    const auto dof = static_cast<Dof>(i);
    out.Set(dof, a[dof] + (b[dof] - a[dof]) * s);
  }
  return out;
}

/// From start to end, through the middle pose where there is one.
JointAngles Along(const RepPoses& poses, double s) {
  JointAngles out = Between(poses.start, poses.end, s);
  if (!poses.middle) return out;
  // A bump that is all the middle pose's at the half, smooth at both ends.
  const double bump = 16.0 * s * s * (1.0 - s) * (1.0 - s);
  const JointAngles straight = Between(poses.start, poses.end, 0.5);
  for (std::size_t i = 0; i < kDofCount; ++i) {
    const auto dof = static_cast<Dof>(i);
    out.Set(dof, out[dof] + ((*poses.middle)[dof] - straight[dof]) * bump);
  }
  return out;
}

Status CheckTempo(const RepTempo& tempo) {
  const bool fine = tempo.out.value >= 0.1 && tempo.back.value >= 0.1 && tempo.pause.value >= 0.0 &&
                    tempo.rest.value >= 0.0 &&
                    tempo.out.value + tempo.pause.value + tempo.back.value + tempo.rest.value <= kMaxSeconds;
  if (fine) return {};
  return Error{ErrorCode::kInvalidArgument,
               "virtual patient: a repetition's out and back take at least 0.1 s, pause and rest at least 0"};
}

Status CheckEvent(const ExerciseMotion& motion, const Event& event, bool first) {
  switch (event.kind) {
    case Event::Kind::kRepetitions:
      if (event.repetitions < 0 || event.repetitions > kMaxRepetitions) {
        return Error{ErrorCode::kLimitExceeded, "virtual patient: repetitions must be 0 to 1000"};
      }
      for (const RepOverride& o : event.overrides) {
        if (o.repetition < 0 || o.repetition >= event.repetitions) {
          return Error{ErrorCode::kInvalidArgument,
                       "virtual patient: a fault is given to a repetition that is not there"};
        }
        EZPT_CHECK_OK(CheckTempo(o.poses.tempo));
      }
      if (motion.other_side) EZPT_CHECK_OK(CheckTempo(motion.other_side->tempo));
      return CheckTempo(motion.poses.tempo);
    case Event::Kind::kStandStill:
      if (event.duration.value > 0.0 && event.duration.value <= kMaxSeconds) return {};
      return Error{ErrorCode::kInvalidArgument,
                   "virtual patient: standing still takes more than 0 s and at most an hour"};
    case Event::Kind::kWalkIn:
      if (first) return {};
      return Error{ErrorCode::kInvalidArgument, "virtual patient: walking in must come first"};
    case Event::Kind::kTowel:
      if (motion.posture == Posture::kStanding) return {};
      return Error{ErrorCode::kInvalidArgument, "virtual patient: only a standing person picks up a towel"};
    case Event::Kind::kScratch:
      return {};
  }
  return {};
}

/// Reaching the floor beside the feet with the working hand.
JointAngles TowelReach(JointAngles pose, Side hand) {
  for (const Side side : {Side::kLeft, Side::kRight}) {
    pose.Set(OnSide(Dof::kLeftHipFlexion, side), Degrees(112));
    pose.Set(OnSide(Dof::kLeftKneeFlexion, side), Degrees(82));
    pose.Set(OnSide(Dof::kLeftAnkleDorsiflexion, side), Degrees(18));
  }
  pose.Set(Dof::kTrunkFlexion, Degrees(50));
  pose.Set(OnSide(Dof::kLeftShoulderFlexion, hand), Degrees(72));
  pose.Set(OnSide(Dof::kLeftElbowFlexion, hand), Degrees(8));
  pose.Set(OnSide(Dof::kLeftShoulderFlexion, Opposite(hand)), Degrees(35));
  return pose;
}

JointAngles ScratchPose(JointAngles pose, Side hand, double wiggle) {
  pose.Set(OnSide(Dof::kLeftShoulderFlexion, hand), Degrees(75));
  pose.Set(OnSide(Dof::kLeftShoulderAbduction, hand), Degrees(40));
  pose.Set(OnSide(Dof::kLeftShoulderRotation, hand), Degrees(45));
  pose.Set(OnSide(Dof::kLeftElbowFlexion, hand), Degrees(132 + 5 * wiggle));
  return pose;
}

}  // namespace

std::vector<Contact> ContactsOf(const ExerciseMotion& motion) {
  std::vector<Contact> contacts = motion.contacts;
  if (!motion.other_side) return contacts;
  for (const Contact& contact : motion.contacts) {
    Contact mirrored = contact;
    switch (contact.part) {
      case ContactPart::kLeftFoot:
        mirrored.part = ContactPart::kRightFoot;
        break;
      case ContactPart::kRightFoot:
        mirrored.part = ContactPart::kLeftFoot;
        break;
      case ContactPart::kLeftHand:
        mirrored.part = ContactPart::kRightHand;
        break;
      case ContactPart::kRightHand:
        mirrored.part = ContactPart::kLeftHand;
        break;
      default:
        continue;
    }
    contacts.push_back(mirrored);
  }
  return contacts;
}

Result<Timeline> Timeline::Create(const ExerciseMotion& motion, const std::vector<Event>& events,
                                  const Variation& variation, uint64_t seed) {
  if (events.empty())
    return Error{ErrorCode::kInvalidArgument, "virtual patient: nothing to do; give at least one event"};
  Timeline timeline;
  timeline.rest_ = motion.poses.start;
  timeline.posture_ = motion.posture;
  timeline.working_ = motion.working;
  timeline.sway_ = variation.sway.value;
  Random random(seed ^ 0xa0761d6478bd642fULL);
  for (double& phase : timeline.sway_phase_) phase = random.NextIn(0.0, 2.0 * kPi);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EZPT_CHECK_OK(CheckEvent(motion, events[i], i == 0));
    switch (events[i].kind) {
      case Event::Kind::kRepetitions:
        timeline.AddRepetitions(motion, events[i], variation, random.Next());
        break;
      case Event::Kind::kStandStill:
        timeline.Add(events[i].kind, events[i].duration.value);
        break;
      case Event::Kind::kWalkIn:
        timeline.Add(events[i].kind, kWalkSeconds);
        break;
      case Event::Kind::kTowel:
        if (timeline.towel_grip_) {
          return Error{ErrorCode::kInvalidArgument,
                       "virtual patient: the hand holds a towel already; ask for one only"};
        }
        timeline.towel_grip_ = timeline.duration_ + Seconds(kTowelGrip);
        timeline.Add(events[i].kind, kTowelSeconds);
        break;
      case Event::Kind::kScratch:
        timeline.Add(events[i].kind, kScratchSeconds);
        break;
    }
    if (timeline.duration_.value > kMaxSeconds || timeline.repetitions_.size() > kMaxRepetitions) {
      return Error{ErrorCode::kLimitExceeded, "virtual patient: at most an hour and 1000 repetitions"};
    }
  }
  return timeline;
}

void Timeline::Add(Event::Kind kind, double seconds) {
  spans_.push_back({kind, duration_.value, duration_.value + seconds, -1, {}});
  duration_ += Seconds(seconds);
}

void Timeline::AddRepetitions(const ExerciseMotion& motion, const Event& event, const Variation& variation,
                              uint64_t seed) {
  Random random(seed);
  for (int i = 0; i < event.repetitions; ++i) {
    const bool other = motion.other_side && i % 2 == 1;
    RepPoses poses = other ? *motion.other_side : motion.poses;
    std::string fault_id;
    for (const RepOverride& o : event.overrides) {
      if (o.repetition != i) continue;
      poses = o.poses;
      fault_id = o.fault_id;
    }
    const double amplitude = 1.0 + variation.amplitude * std::clamp(random.NextGaussian(), -2.0, 2.0);
    poses.end = Between(poses.start, poses.end, amplitude);
    const auto vary = [&](Seconds s) {
      return s * (1.0 + variation.tempo * std::clamp(random.NextGaussian(), -2.0, 2.0));
    };
    poses.tempo = {vary(poses.tempo.out), vary(poses.tempo.pause), vary(poses.tempo.back), vary(poses.tempo.rest)};
    const double from = duration_.value;
    const double peak = from + poses.tempo.out.value + 0.5 * poses.tempo.pause.value;
    const double end = from + poses.tempo.out.value + poses.tempo.pause.value + poses.tempo.back.value;
    const Side side = other ? Opposite(motion.working) : motion.working;
    repetitions_.push_back({Seconds(from), Seconds(peak), Seconds(end), side, fault_id});
    spans_.push_back({Event::Kind::kRepetitions, from, end + poses.tempo.rest.value,
                      static_cast<int>(repetitions_.size()) - 1, poses});
    duration_ = Seconds(end + poses.tempo.rest.value);
  }
}

void Timeline::Sway(double t, JointAngles& angles) const {
  const auto wave = [&](double period, std::size_t phase) {
    return sway_ * math::Sin(2.0 * kPi * t / period + sway_phase_[phase]);
  };
  const auto nudge = [&](Dof dof, double by) { angles.Set(dof, angles[dof] + Degrees(by)); };
  nudge(Dof::kTrunkFlexion, wave(3.7, 0) + 0.5 * wave(9.1, 1));
  nudge(Dof::kTrunkLateralFlexion, 0.7 * wave(6.3, 2));
  nudge(Dof::kNeckFlexion, 1.5 * wave(7.9, 3));
  nudge(Dof::kLeftShoulderFlexion, 1.2 * wave(5.3, 4));
  nudge(Dof::kRightShoulderFlexion, 1.2 * wave(4.9, 5));
  nudge(Dof::kLeftElbowFlexion, 1.2 * wave(6.7, 6));
  nudge(Dof::kRightElbowFlexion, 1.2 * wave(5.9, 7));
}

Timeline::Moment Timeline::RepetitionAt(const Span& span, double into) const {
  const RepTempo& tempo = span.poses.tempo;
  Moment moment;
  const double out = tempo.out.value, held = out + tempo.pause.value, back = held + tempo.back.value;
  double s = 0.0;
  if (into < out) {
    s = MinimumJerk(into / out);
  } else if (into < held) {
    s = 1.0;
  } else if (into < back) {
    s = MinimumJerk((back - into) / tempo.back.value);
  }
  moment.progress = s;
  if (into >= back) {
    moment.angles = rest_;
    return moment;
  }
  moment.repetition = span.repetition;
  // A fault may start elsewhere: from the rest pose there and back within 0.4 s.
  const double own = SmoothStep(0.0, 0.4, into) * SmoothStep(0.0, 0.4, back - into);
  moment.angles = Along(span.poses, s);
  for (std::size_t i = 0; i < kDofCount; ++i) {
    const auto dof = static_cast<Dof>(i);
    moment.angles.Set(dof, moment.angles[dof] + (rest_[dof] - span.poses.start[dof]) * (1.0 - own));
  }
  return moment;
}

Timeline::Moment Timeline::TowelAt(double into) const {
  Moment moment;
  // Down in 1.8 s, half a second for the grip, up in 1.7 s, a last look at it.
  const double s = into < 1.8 ? MinimumJerk(into / 1.8) : into < 2.3 ? 1.0 : MinimumJerk((4.0 - into) / 1.7);
  moment.angles = Between(rest_, TowelReach(rest_, working_), s);
  return moment;
}

Timeline::Moment Timeline::At(Seconds t) const {
  const double now = std::clamp(t.value, 0.0, duration_.value);
  Moment moment;
  moment.angles = rest_;
  for (const Span& span : spans_) {
    if (now >= span.to && &span != &spans_.back()) continue;
    const double into = std::min(now, span.to) - span.from;
    switch (span.kind) {
      case Event::Kind::kRepetitions:
        moment = RepetitionAt(span, into);
        break;
      case Event::Kind::kStandStill:
        break;
      case Event::Kind::kWalkIn:
        moment.mode = Mode::kWalk;
        moment.walk = into / (span.to - span.from);
        break;
      case Event::Kind::kTowel:
        moment = TowelAt(into);
        break;
      case Event::Kind::kScratch: {
        const double s = into < 0.8   ? MinimumJerk(into / 0.8)
                         : into < 1.8 ? 1.0
                                      : MinimumJerk((kScratchSeconds - into) / 0.8);
        const double wiggle = math::Sin(2.0 * kPi * 2.5 * into) * (into > 0.8 && into < 1.8 ? 1.0 : 0.0);
        moment.angles = Between(rest_, ScratchPose(rest_, working_, wiggle), s);
        break;
      }
    }
    break;
  }
  moment.towel_in_hand = towel_grip_ && now > towel_grip_->value;
  Sway(now, moment.angles);
  return moment;
}

}  // namespace ezpt::body
