#include <algorithm>
#include <cmath>
#include <utility>

#include "motion/analyzer_impl.h"
#include "motion/form.h"
#include "motion/gates.h"
#include "motion/start_pose.h"

namespace ezpt::motion {
namespace {

using body::Side;
using body::View;
using exercise::CountingRule;
using exercise::Laterality;
using exercise::SideRule;

constexpr double kHoldShare = 0.9;
// The counting signal is told as missing after this.
constexpr Seconds kUnseen{0.3};
// A limb that was in the start position so lately takes part.
constexpr Seconds kAliveFor{3.0};
// Frames farther apart than the first are filled in between, as far as the second: all
// that asks how long something lasts was made for about this many moments a second.
constexpr Seconds kFillSpacing{0.085}, kFillAtMost{0.5};

}  // namespace

/// Counts by `rule` from now on: one track a side where the working side is not
/// known, else one.
void Analyzer::Impl::Use(const CountingRule* rule) {
  if (rule == who_.rule) return;
  who_.rule = rule;
  DropMovements();
  if (rule == nullptr) return;
  const bool sided = rule->side == SideRule::kWorking || rule->side == SideRule::kOther;
  const bool left = options_.side == SideChoice::kLeft, right = options_.side == SideChoice::kRight;
  who_.used = sided && !left && !right ? 2 : 1;
  who_.tracks[0].Follow(who_.used == 2 || (sided && left) ? std::optional(Side::kLeft)
                        : sided && right                  ? std::optional(Side::kRight)
                                                          : std::nullopt);
  who_.tracks[1].Follow(Side::kRight);
}

/// A movement began: its start pose is that of its onset, not the present one.
void Analyzer::Impl::Begin(Track& track) {
  track.Begin(who_.view.estimate().view, who_.view.yaw().value);
  const auto start = StartPose(who_.rest_poses, track.segmenter().current().start, options_.min_score);
  if (start) who_.start_pose = start;
}

SideContext Analyzer::Impl::SideOf(const Track& track) const {
  SideContext side;
  side.view = track.moving() ? track.view() : who_.view.estimate().view;
  side.nearer = who_.view.estimate().nearer;
  side.symmetric = definition_.laterality == Laterality::kBilateral;
  if (side.symmetric) return side;
  side.working = track.side();
  if (!side.working && who_.rule != nullptr && who_.rule->side == SideRule::kMax) side.working = who_.mover;
  if (!side.working && options_.side == SideChoice::kLeft) side.working = Side::kLeft;
  if (!side.working && options_.side == SideChoice::kRight) side.working = Side::kRight;
  return side;
}

/// How far along the counting signal is. A rule for the side that moves more takes
/// the one that has gone farther in this movement.
std::optional<double> Analyzer::Impl::Progress(Track& track) {
  const SidePair& pair = who_.bank.values()[who_.bank.IndexOf(who_.rule->signal)];
  const auto along = [&](std::optional<double> v) {
    return v ? std::optional((*v - who_.rule->rest) / (who_.rule->peak - who_.rule->rest)) : std::nullopt;
  };
  if (who_.rule->side != SideRule::kMax) return along(Resolve(pair, who_.rule->side, SideOf(track)));
  const auto left = along(pair.On(Side::kLeft)), right = along(pair.On(Side::kRight));
  if (!track.moving()) who_.most_left = who_.most_right = -1e9;
  if (left) who_.most_left = std::max(who_.most_left, *left);
  if (right) who_.most_right = std::max(who_.most_right, *right);
  if (left || right) who_.mover = who_.most_left > who_.most_right ? Side::kLeft : Side::kRight;
  if (left && right) return std::max(*left, *right);
  return left ? left : right;
}

/// The track to show: one that moves, the side nearer to the camera before the other.
const Track& Analyzer::Impl::Lead() const {
  if (who_.used == 1) return who_.tracks[0];
  const std::size_t near = who_.view.estimate().nearer == Side::kLeft ? 0 : 1;
  const auto rank = [](const Track& t) { return t.moving() ? 2 : t.segmenter().phase() == Phase::kReady ? 1 : 0; };
  return rank(who_.tracks[1 - near]) > rank(who_.tracks[near]) ? who_.tracks[1 - near] : who_.tracks[near];
}

void Analyzer::Impl::Segment(Seconds t, const body::Pose& pose, MotionUpdate& update) {
  const bool in_position = InPosition(definition_.position, pose, who_.scale.scale(), update.view, options_.min_score);
  StepBetween(t, in_position, update);
  bool seen = false;
  for (std::size_t i = 0; i < who_.used; ++i) {
    if (who_.tracks[i].Turned(t, who_.view.yaw().value)) {
      who_.tracks[i].Reset();
      update.dismissed = Dismissed{Dismissal::kTurned};
      continue;
    }
    Step(who_.tracks[i], t, Seconds(0), in_position, update);
    seen |= !who_.tracks[i].samples().empty() && who_.tracks[i].samples().back().t + kUnseen >= t;
  }
  const Track& lead = Lead();
  if (seen && !lead.samples().empty()) {
    observer_.AddProgress(lead.progress(), who_.rule->signal, who_.rule->rest, who_.rule->peak);
  }
  if (!seen) {
    update.obstacle = Obstacle::kNotSeen;
    return;
  }
  update.progress = std::max(lead.progress(), 0.0);
  if (lead.moving()) return Live(lead, update);
  if (lead.segmenter().phase() != Phase::kNotReady) return;
  const bool seated =
      !in_position && definition_.position == exercise::Position::kStanding &&
      InPosition(exercise::Position::kSeated, pose, who_.scale.scale(), update.view, options_.min_score);
  update.obstacle = seated ? Obstacle::kSeated : Obstacle::kNotInPosition;
}

/// The moments between the last frame and this one where they are far apart, on a
/// straight line between the two frames' signals.
void Analyzer::Impl::StepBetween(Seconds t, bool in_position, MotionUpdate& update) {
  const Seconds from = who_.bank.before_at(), apart = t - from;
  if (apart <= kFillSpacing || apart > kFillAtMost) return;
  const int parts = static_cast<int>(std::ceil(apart / kFillSpacing));
  for (int k = 1; k < parts; ++k) {
    const double share = static_cast<double>(k) / parts;
    who_.bank.LookBetween(share);
    for (std::size_t i = 0; i < who_.used; ++i) Step(who_.tracks[i], from + apart * share, apart, in_position, update);
  }
  who_.bank.LookNow();
}

/// Whether the movement that ends now may have gone far enough while no frame came: one that came and showed nothing
/// would have ended it.
bool Analyzer::Impl::Unseen(const Track& track, Seconds t) {
  return MayHideMovement(FindParts(track.samples(), track.segmenter().current().start, t));
}

void Analyzer::Impl::Step(Track& track, Seconds t, Seconds apart, bool in_position, MotionUpdate& update) {
  const auto progress = Progress(track);
  const bool may_start = in_position && MayStart(definition_, who_.bank, SideOf(track));
  const bool was_moving = track.moving();
  const Segmenter::Event event = track.Step(t, apart, progress, may_start, who_.bank.values());
  switch (event) {
    case Segmenter::Event::kNone:
      if (was_moving && !track.moving() && Unseen(track, t)) update.dismissed = Dismissed{Dismissal::kNoPictures};
      return;
    case Segmenter::Event::kLeft:
      return Begin(track);
    case Segmenter::Event::kCompleted:
      return Conclude(track, update);
    case Segmenter::Event::kTooShort:
      update.dismissed = Dismissed{Unseen(track, t) ? Dismissal::kNoPictures : Dismissal::kTooShort};
      return;
    case Segmenter::Event::kTooFast:
      update.dismissed = Dismissed{Dismissal::kTooFast};
      return;
    case Segmenter::Event::kTooLong:
      update.dismissed = Dismissed{Dismissal::kTooSlow};
      return;
    case Segmenter::Event::kLost:
      update.dismissed = Dismissed{Dismissal::kLeftPicture};
      return;
  }
}

/// Two limbs that move together are one repetition: the nearer side's, or the
/// first to come back.
bool Analyzer::Impl::Superseded(const Track& track) const {
  if (who_.used == 1) return false;
  const Segmenter::Span& span = track.segmenter().finished();
  if (!done_.reps.empty() && done_.reps.back().end > span.start + (span.end - span.start) * 0.5) return true;
  // From the front, or at an angle to it, both limbs are seen as they are.
  if (track.view() == View::kFront || track.view() == View::kOblique) return false;
  const Side nearer = who_.view.estimate().nearer;
  if (track.side() == nearer) return false;
  const Track& other = who_.tracks[nearer == Side::kLeft ? 0 : 1];
  return span.end - other.last_alive() < kAliveFor;
}

void Analyzer::Impl::Conclude(Track& track, MotionUpdate& update) {
  Segmenter::Span span = track.segmenter().finished();
  span.start = Onset(track.samples(), span.start, span.peak);
  const Parts parts = FindParts(track.samples(), span.start, span.end);
  SideContext side = SideOf(track);
  side.view = track.view();
  if (!Superseded(track)) {
    if (const auto objection = Objection(definition_, who_.bank, track.samples(), parts, side)) {
      update.dismissed = *objection;
    } else {
      Report(track, span, parts, side, update);
    }
  }
  // After a turn-around the next movement is under way: its own rest is its start.
  track.DropFinished();
  who_.most_left = who_.most_right = -1e9;
}

void Analyzer::Impl::Report(const Track& track, const Segmenter::Span& span, const Parts& parts,
                            const SideContext& side, MotionUpdate& update) {
  const FormInput in{definition_, who_.bank, track.samples(), parts, side, shape_};
  Repetition rep;
  rep.start = span.start;
  rep.peak = span.peak;
  rep.end = span.end;
  rep.view = side.view;
  if (definition_.laterality != Laterality::kBilateral) rep.side = side.working.value_or(side.nearer);
  rep.hold = parts.near_to - parts.near_from;
  rep.measures = TakeMeasures(in);
  rep.faults = FindFaults(in, true);
  rep.score = Score(rep.faults);
  rep.correct = IsCorrect(rep.faults) && Followed(parts);
  if (definition_.dose.hold > Seconds(0)) {
    done_.holds.push_back({parts.near_from, parts.near_to, rep.hold >= definition_.dose.hold * kHoldShare});
  }
  done_.reps.push_back(rep);
  update.completed = std::move(rep);
}

void Analyzer::Impl::Live(const Track& track, MotionUpdate& update) {
  const Samples& samples = track.samples();
  if (samples.empty()) return;
  const Parts parts = FindParts(samples, track.segmenter().current().start, update.t);
  if (parts.reached) update.hold = parts.near_to - parts.near_from;
  const SideContext side = SideOf(track);
  std::vector<FaultSpan> faults = FindFaults({definition_, who_.bank, samples, parts, side, shape_}, false);
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpan& a, const FaultSpan& b) { return a.severity > b.severity; });
  for (const FaultSpan& fault : faults) {
    if (fault.to >= samples.back().t) update.active_faults.push_back(fault.id);
  }
}

}  // namespace ezpt::motion
