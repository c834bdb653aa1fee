#include <algorithm>
#include <cmath>
#include <utility>

#include "motion/analyzer_impl.h"
#include "motion/form.h"
#include "motion/position.h"
#include "motion/start_pose.h"

namespace ezpt::motion {
namespace {

using body::Side;
using exercise::Laterality;

// The counting signal is told as missing after this.
constexpr Seconds kUnseen{0.3};
// Degrees that the person has to turn for the movement to look otherwise.
constexpr double kAimAgain = 12;
// So much of the body's size is another size: more of it has been seen, or they came nearer.
constexpr double kGrown = 0.15;
// Of the trunk's length to the shoulders' width as landmarks show them: a median over people.
constexpr double kTrunkToShoulders = 1.45;
// A joint that is lost for a moment.
constexpr Seconds kStaysWhereItWas{0.6};
// Frames farther apart than the first are filled in between, as far as the second: all
// that asks how long something lasts was made for about this many moments a second.
constexpr Seconds kFillSpacing{0.085}, kFillAtMost{0.5};

}  // namespace

/// Looks at the movement as it is seen from where the person is turned to now, and as large as they are known to be.
void Analyzer::Impl::Aim() {
  if (!who_.view.estimate().known) return;
  // A trunk that points at the camera looks short: shoulders that face it say how long it is.
  const body::BodyScale& scale = who_.scale.scale();
  const double trunk = std::max(scale.trunk, scale.shoulder_width * kTrunkToShoulders);
  const double turned = who_.aimed ? std::fabs((who_.heading.yaw() - who_.aimed->yaw()).value) : 360;
  const bool as_before = std::min(turned, 360 - turned) < kAimAgain && std::fabs(trunk - who_.trunk) < kGrown * trunk;
  if (who_.aimed && as_before) return;
  who_.aimed.emplace(movement_, who_.heading);
  who_.trunk = trunk;
  DropMovements();
}

/// How far along the movement each side is.
SidePair Analyzer::Impl::Along(const body::Pose& pose, Seconds t) {
  const BodyPoints now = PointsOf(pose, who_.trunk, who_.heading, options_.min_score);
  for (std::size_t i = 0; i < BodyPoints::kCount; ++i) {
    if (now.seen[i]) {
      who_.body.at[i] = now.at[i];
      who_.body_seen[i] = t;
    }
    who_.body.seen[i] = now.seen[i] || (who_.body.seen[i] && t - who_.body_seen[i] <= kStaysWhereItWas);
  }
  who_.body.origin = now.origin;
  SidePair along;
  if (!who_.aimed) return along;
  if (const auto left = who_.aimed->Along(who_.body, Side::kLeft)) along.left = *left;
  if (const auto right = who_.aimed->Along(who_.body, Side::kRight)) along.right = *right;
  return along;
}

bool Analyzer::Impl::InPosition(const body::Pose& pose, const ViewEstimate& view) const {
  if (movement_.legs_work()) {
    return motion::InPosition(definition_.position, pose, who_.scale.scale(), view, options_.min_score);
  }
  return HoldsTrunk(definition_.position, pose, who_.scale.scale(), view, options_.min_score);
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
  if (!side.working && options_.side == SideChoice::kLeft) side.working = Side::kLeft;
  if (!side.working && options_.side == SideChoice::kRight) side.working = Side::kRight;
  return side;
}

std::optional<double> Analyzer::Impl::Progress(const Track& track) const {
  return who_.bank.along().On(track.side().value_or(Side::kLeft));
}

/// The track to show: one that moves, the side nearer to the camera before the other.
const Track& Analyzer::Impl::Lead() const {
  if (who_.used == 1) return who_.tracks[0];
  const std::size_t near = who_.view.estimate().nearer == Side::kLeft ? 0 : 1;
  const auto rank = [](const Track& t) { return t.moving() ? 2 : t.segmenter().phase() == Phase::kReady ? 1 : 0; };
  return rank(who_.tracks[1 - near]) > rank(who_.tracks[near]) ? who_.tracks[1 - near] : who_.tracks[near];
}

void Analyzer::Impl::Segment(Seconds t, const body::Pose& pose, MotionUpdate& update) {
  const bool in_position = InPosition(pose, update.view);
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
    observer_.AddProgress(lead.progress());
  }
  if (!seen) {
    update.obstacle = Obstacle::kNotSeen;
    return;
  }
  update.progress = std::max(lead.progress() - lead.segmenter().rest(), 0.0);
  if (lead.moving()) {
    update.working = lead.side();
    return Live(lead, update);
  }
  if (lead.segmenter().phase() != Phase::kNotReady) return;
  const bool seated =
      !in_position && definition_.position == exercise::Position::kStanding &&
      motion::InPosition(exercise::Position::kSeated, pose, who_.scale.scale(), update.view, options_.min_score);
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
  return MayHideMovement(FindParts(track.samples(), track.segmenter().current().start, t, 0, false));
}

/// Whether for want of frames the movement that was too fast may have lasted longer than was seen.
bool Analyzer::Impl::MayHaveLasted(const Track& track) const {
  const Segmenter::Span& span = track.segmenter().finished();
  const Parts parts = FindParts(track.samples(), span.start, span.end, span.rest, true);
  return span.end - span.start + parts.loose_ends >= definition_.min_duration;
}

void Analyzer::Impl::Step(Track& track, Seconds t, Seconds apart, bool in_position, MotionUpdate& update) {
  const auto progress = Progress(track);
  std::optional<double>& began_at = began_at_[&track == &who_.tracks[0] ? 0 : 1];
  if (!began_at) began_at = progress;
  const bool was_moving = track.moving();
  const Segmenter::Event event = track.Step(t, apart, progress, in_position, who_.bank.values(), who_.body);
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
      if (MayHaveLasted(track)) return Conclude(track, update);
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

void Analyzer::Impl::Live(const Track& track, MotionUpdate& update) {
  const Samples& samples = track.samples();
  if (samples.empty()) return;
  const Segmenter& segmenter = track.segmenter();
  const Parts parts =
      FindParts(samples, segmenter.current().start, update.t, segmenter.current().rest, segmenter.far_enough());
  if (parts.reached) update.hold = parts.near_to - parts.near_from;
  const SideContext side = SideOf(track);
  std::vector<FaultSpan> faults =
      FindFaults({definition_, who_.bank, samples, parts, side, shape_, who_.heading.metres()}, false);
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpan& a, const FaultSpan& b) { return a.severity > b.severity; });
  for (const FaultSpan& fault : faults) {
    if (fault.to >= samples.back().t) update.active_faults.push_back(fault.id);
  }
}

}  // namespace ezpt::motion
