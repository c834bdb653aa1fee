#include "motion/analyzer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <utility>

#include "base/math.h"
#include "motion/form.h"
#include "motion/gates.h"
#include "motion/recording.h"
#include "motion/scale_tracker.h"
#include "motion/segmenter.h"
#include "motion/signal_bank.h"
#include "motion/track.h"
#include "motion/view_estimator.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Side;
using body::Signal;
using body::View;
using exercise::CountingRule;
using exercise::Definition;
using exercise::Laterality;
using exercise::SideRule;

// A trunk that jumps by its own length between two frames this close is another person.
constexpr double kJumpTrunks = 1.2;
constexpr Seconds kJumpWithin{0.2};
// Another person is that much larger or smaller, from one frame to the next.
constexpr double kSizeJump = 1.8;
// Without a person for this long, position and lengths are learnt anew.
constexpr Seconds kForgetAfter{2.0};
constexpr double kHoldShare = 0.9;
// Rest in which a movement's onset is looked for, and how finely it is kept.
constexpr Seconds kRestKept{2.0}, kRestSpacing{0.1};
// The counting signal is told as missing after this.
constexpr Seconds kUnseen{0.3};
// A limb that was in the start position so lately takes part.
constexpr Seconds kAliveFor{3.0};
constexpr const char* kStepBack = "Step back so that your whole body is in the picture.";

std::vector<Signal> SignalsOf(const Definition& definition) {
  std::vector<Signal> signals = {Signal::kFootDrift};
  const auto add = [&](Signal signal) {
    const bool known = std::find(signals.begin(), signals.end(), signal) != signals.end();
    if (!known && signal != Signal::kDuration) signals.push_back(signal);
  };
  for (const auto& rule : definition.counting) add(rule.signal);
  for (const auto& gate : definition.gates) add(gate.signal);
  for (const auto& measure : definition.measures) add(measure.signal);
  for (const auto& fault : definition.faults) add(fault.signal);
  return signals;
}

bool Claims(const Definition& definition, View view) {
  return std::find(definition.views.begin(), definition.views.end(), view) != definition.views.end();
}

std::string HowToTurn(const Definition& definition) {
  const bool side = Claims(definition, View::kSideLeft) || Claims(definition, View::kSideRight);
  const bool front = Claims(definition, View::kFront);
  if (side && !front) return "Turn sideways to the camera.";
  if (front && !side) return "Turn to face the camera.";
  return "Turn to face the camera, or fully sideways to it.";
}

void Obstruct(Obstacle obstacle, std::string why, MotionUpdate& update) {
  update.obstacle = obstacle;
  update.why = std::move(why);
}

struct Blob {
  double x = 0, y = 0, size = 0;
};

std::optional<Blob> BlobOf(const body::Pose& pose, float min_score) {
  double x = 0, y = 0, n = 0;
  for (const Joint joint : {Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftHip, Joint::kRightHip}) {
    const body::Landmark p = body::At(pose, joint);
    if (p.score < min_score || !std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    x += p.x;
    y += p.y;
    n += 1;
  }
  if (n < 3) return std::nullopt;
  return Blob{x / n, y / n, body::MeasureScale(pose, min_score).trunk};
}

double MeanScore(const body::Pose& pose) {
  double sum = 0;
  for (const body::Landmark& p : pose.view()) sum += p.score;
  return sum / static_cast<double>(pose.size());
}

/// Landmarks that are not numbers are not seen.
body::Pose Sanitized(const body::Pose& pose) {
  body::Pose out = pose;
  for (body::Landmark& p : out.view()) {
    const bool sound = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && std::isfinite(p.score);
    if (!sound) p = {};
  }
  return out;
}

}  // namespace

std::string_view PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kNotReady:
      return "not_ready";
    case Phase::kReady:
      return "ready";
    case Phase::kOut:
      return "out";
    case Phase::kPeak:
      return "peak";
    case Phase::kBack:
      return "back";
  }
  return "";
}

std::string_view MeasureStatusName(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kOk:
      return "ok";
    case MeasureStatus::kUncertain:
      return "uncertain";
    case MeasureStatus::kNotMeasurable:
      return "not_measurable";
  }
  return "";
}

class Analyzer::Impl {
 public:
  Impl(const Definition& definition, AnalyzerOptions options)
      : definition_(definition),
        options_(options),
        view_(definition.position),
        bank_(SignalsOf(definition)),
        tracks_{Track(definition.min_duration, definition.max_duration),
                Track(definition.min_duration, definition.max_duration)} {}

  MotionUpdate Push(const body::PoseFrame& frame);
  [[nodiscard]] Analysis Finish() const;

 private:
  void See(const body::Pose& pose, Seconds t, MotionUpdate& update);
  void Miss(Seconds t, MotionUpdate& update);
  void ForgetOtherPerson(const body::Pose& pose, Seconds t);
  void Rest(const body::Pose& pose, Seconds t);
  void Use(const CountingRule* rule);
  void Segment(Seconds t, const body::Pose& pose, MotionUpdate& update);
  void Step(Track& track, Seconds t, bool in_position, MotionUpdate& update);
  [[nodiscard]] std::optional<double> Progress(Track& track);
  [[nodiscard]] SideContext SideOf(const Track& track) const;
  void Begin(Track& track);
  void Conclude(Track& track, MotionUpdate& update);
  [[nodiscard]] bool Superseded(const Track& track) const;
  void Report(const Track& track, const Parts& parts, const SideContext& side, MotionUpdate& update);
  void Live(const Track& track, MotionUpdate& update);
  void Reset();
  [[nodiscard]] bool moving() const { return tracks_[0].moving() || tracks_[1].moving(); }
  [[nodiscard]] const Track& Lead() const;

  const Definition definition_;
  const AnalyzerOptions options_;
  ScaleTracker scale_;
  ViewEstimator view_;
  SignalBank bank_;
  std::array<Track, 2> tracks_;
  std::size_t used_ = 1;                    ///< Tracks in use by the rule.
  const CountingRule* rule_ = nullptr;      ///< Of definition_.
  std::deque<body::PoseFrame> rest_poses_;  ///< Lately, while nothing moved.
  std::optional<body::Pose> start_pose_;
  std::optional<Blob> blob_;
  Seconds blob_at_{-1e9};
  Seconds last_t_{-1e300};
  double most_left_ = 0, most_right_ = 0;  ///< Farthest progress of each side in this movement.
  std::optional<Side> mover_;
  Analysis done_;
  double score_sum_ = 0;
  int countable_ = 0;
  std::map<View, int> views_;
  std::map<std::string, int> problems_;
};

MotionUpdate Analyzer::Impl::Push(const body::PoseFrame& frame) {
  MotionUpdate update;
  update.t = frame.t;
  update.rep_count = static_cast<int>(done_.reps.size());
  update.view = view_.estimate();
  if (!std::isfinite(frame.t.value) || frame.t <= last_t_) return update;
  last_t_ = frame.t;
  ++done_.quality.frames;
  if (frame.pose) {
    See(Sanitized(*frame.pose), frame.t, update);
  } else {
    Miss(frame.t, update);
  }
  update.phase = Lead().segmenter().phase();
  update.rep_count = static_cast<int>(done_.reps.size());
  if (update.obstacle == Obstacle::kNone) {
    ++countable_;
  } else {
    ++problems_[update.why];
  }
  return update;
}

void Analyzer::Impl::See(const body::Pose& pose, Seconds t, MotionUpdate& update) {
  update.person = true;
  ++done_.quality.frames_with_person;
  score_sum_ += MeanScore(pose);
  ForgetOtherPerson(pose, t);
  scale_.Add(pose, t, options_.min_score);
  view_.Add(pose, t, scale_.scale(), options_.min_score, moving() ? Freeze::kView : Freeze::kNothing);
  update.view = view_.estimate();
  if (update.view.known) ++views_[update.view.view];

  const body::SignalContext context{.nearer = update.view.nearer,
                                    .scale = scale_.scale(),
                                    .start = start_pose_ ? &*start_pose_ : nullptr,
                                    .min_score = options_.min_score};
  bank_.Update(pose, t, context);
  if (!moving()) Use(update.view.known ? exercise::RuleFor(definition_, update.view.view) : nullptr);
  if (rule_ == nullptr) {
    const bool unseen = !update.view.known;
    return Obstruct(unseen ? Obstacle::kNotSeen : Obstacle::kWrongView, unseen ? kStepBack : HowToTurn(definition_),
                    update);
  }
  if (!moving()) Rest(pose, t);
  Segment(t, pose, update);
}

void Analyzer::Impl::Miss(Seconds t, MotionUpdate& update) {
  bank_.Miss(t);
  for (Track& track : tracks_) {
    if (track.Step(t, std::nullopt, false, {}) == Segmenter::Event::kLost) update.dismissed = "You left the picture.";
  }
  if (blob_ && t - blob_at_ > kForgetAfter) {
    scale_.Reset();
    view_.Reset();
    bank_.Reset();
    blob_.reset();
  }
  Obstruct(Obstacle::kNobody, "Step into the picture.", update);
}

void Analyzer::Impl::ForgetOtherPerson(const body::Pose& pose, Seconds t) {
  const auto now = BlobOf(pose, options_.min_score);
  if (!now) return;
  if (blob_ && t - blob_at_ <= kJumpWithin) {
    const double size = std::max(scale_.scale().trunk, now->size);
    const bool jumped = math::Hypot(now->x - blob_->x, now->y - blob_->y) > kJumpTrunks * size;
    const double ratio = blob_->size > 0 ? now->size / blob_->size : 1;
    // Only together: a trunk seen end-on changes its length quickly on its own.
    if (jumped && (ratio > kSizeJump || ratio < 1 / kSizeJump || moving())) {
      Reset();
      scale_.Reset();
      bank_.Reset();
    }
  }
  blob_ = now;
  blob_at_ = t;
}

void Analyzer::Impl::Reset() {
  for (Track& track : tracks_) track.Reset();
}

/// Keeps poses from which a movement may turn out to have begun.
void Analyzer::Impl::Rest(const body::Pose& pose, Seconds t) {
  start_pose_ = pose;
  const bool fresh = rest_poses_.empty() || t - rest_poses_.back().t >= kRestSpacing || t < rest_poses_.back().t;
  if (!fresh) return;
  rest_poses_.push_back({t, pose});
  while (t - rest_poses_.front().t > kRestKept) rest_poses_.pop_front();
}

/// A movement began: its start pose is the one at its onset, not the present one.
void Analyzer::Impl::Begin(Track& track) {
  track.Begin(view_.estimate().view, view_.yaw().value);
  for (const body::PoseFrame& frame : rest_poses_) {
    if (frame.t <= track.segmenter().current().start) start_pose_ = frame.pose;
  }
}

/// Counts by `rule` from now on: one track a side where the working side is not
/// known, else one.
void Analyzer::Impl::Use(const CountingRule* rule) {
  if (rule == rule_) return;
  rule_ = rule;
  Reset();
  if (rule == nullptr) return;
  const bool sided = rule->side == SideRule::kWorking || rule->side == SideRule::kOther;
  const bool left = options_.side == SideChoice::kLeft, right = options_.side == SideChoice::kRight;
  used_ = sided && !left && !right ? 2 : 1;
  tracks_[0].Follow(used_ == 2 || (sided && left) ? std::optional(Side::kLeft)
                    : sided && right              ? std::optional(Side::kRight)
                                                  : std::nullopt);
  tracks_[1].Follow(Side::kRight);
}

SideContext Analyzer::Impl::SideOf(const Track& track) const {
  SideContext side;
  side.view = track.moving() ? track.view() : view_.estimate().view;
  side.nearer = view_.estimate().nearer;
  side.symmetric = definition_.laterality == Laterality::kBilateral;
  if (side.symmetric) return side;
  side.working = track.side();
  if (!side.working && rule_ != nullptr && rule_->side == SideRule::kMax) side.working = mover_;
  if (!side.working && options_.side == SideChoice::kLeft) side.working = Side::kLeft;
  if (!side.working && options_.side == SideChoice::kRight) side.working = Side::kRight;
  return side;
}

/// How far along the counting signal is. A rule for the side that moves more takes
/// the one that has gone farther in this movement.
std::optional<double> Analyzer::Impl::Progress(Track& track) {
  const SidePair& pair = bank_.values()[bank_.IndexOf(rule_->signal)];
  const auto along = [&](std::optional<double> v) {
    return v ? std::optional((*v - rule_->rest) / (rule_->peak - rule_->rest)) : std::nullopt;
  };
  if (rule_->side != SideRule::kMax) return along(Resolve(pair, rule_->side, SideOf(track)));
  const auto left = along(pair.On(Side::kLeft)), right = along(pair.On(Side::kRight));
  if (!track.moving()) most_left_ = most_right_ = -1e9;
  if (left) most_left_ = std::max(most_left_, *left);
  if (right) most_right_ = std::max(most_right_, *right);
  if (left || right) mover_ = most_left_ > most_right_ ? Side::kLeft : Side::kRight;
  if (left && right) return std::max(*left, *right);
  return left ? left : right;
}

/// The track to show: one that moves, the side nearer to the camera before the other.
const Track& Analyzer::Impl::Lead() const {
  if (used_ == 1) return tracks_[0];
  const std::size_t near = view_.estimate().nearer == Side::kLeft ? 0 : 1;
  const auto rank = [](const Track& t) { return t.moving() ? 2 : t.segmenter().phase() == Phase::kReady ? 1 : 0; };
  return rank(tracks_[1 - near]) > rank(tracks_[near]) ? tracks_[1 - near] : tracks_[near];
}

void Analyzer::Impl::Segment(Seconds t, const body::Pose& pose, MotionUpdate& update) {
  const bool in_position = InPosition(definition_.position, pose, scale_.scale(), update.view, options_.min_score);
  bool seen = false;
  for (std::size_t i = 0; i < used_; ++i) {
    if (tracks_[i].Turned(t, view_.yaw().value)) {
      tracks_[i].Reset();
      update.dismissed = "You turned: stay facing the same way.";
      continue;
    }
    Step(tracks_[i], t, in_position, update);
    seen |= !tracks_[i].samples().empty() && tracks_[i].samples().back().t + kUnseen >= t;
  }
  const Track& lead = Lead();
  if (!seen) return Obstruct(Obstacle::kNotSeen, kStepBack, update);
  update.progress = std::max(lead.progress(), 0.0);
  if (lead.moving()) return Live(lead, update);
  if (lead.segmenter().phase() == Phase::kNotReady) {
    Obstruct(Obstacle::kNotInPosition, exercise::In(definition_.start_cue, "en"), update);
  }
}

void Analyzer::Impl::Step(Track& track, Seconds t, bool in_position, MotionUpdate& update) {
  const auto progress = Progress(track);
  const bool may_start = in_position && MayStart(definition_, bank_, SideOf(track));
  const Segmenter::Event event = track.Step(t, progress, may_start, bank_.values());
  switch (event) {
    case Segmenter::Event::kNone:
      return;
    case Segmenter::Event::kLeft:
      return Begin(track);
    case Segmenter::Event::kCompleted:
      return Conclude(track, update);
    case Segmenter::Event::kTooShort:
      update.dismissed = "Not far enough to count.";
      return;
    case Segmenter::Event::kTooFast:
      update.dismissed = "Too quick to be a repetition.";
      return;
    case Segmenter::Event::kTooLong:
      update.dismissed = "Too slow to be one repetition.";
      return;
    case Segmenter::Event::kLost:
      update.dismissed = "Part of you left the picture.";
      return;
  }
}

/// Two limbs that move together are one repetition: the nearer side's, or the
/// first to come back.
bool Analyzer::Impl::Superseded(const Track& track) const {
  if (used_ == 1) return false;
  const Segmenter::Span& span = track.segmenter().finished();
  if (!done_.reps.empty() && done_.reps.back().end > span.start + (span.end - span.start) * 0.5) return true;
  const Side nearer = view_.estimate().nearer;
  if (track.view() == View::kFront || track.side() == nearer) return false;
  const Track& other = tracks_[nearer == Side::kLeft ? 0 : 1];
  return span.end - other.last_alive() < kAliveFor;
}

void Analyzer::Impl::Conclude(Track& track, MotionUpdate& update) {
  const Segmenter::Span& span = track.segmenter().finished();
  const Parts parts = FindParts(track.samples(), span.start, span.end);
  SideContext side = SideOf(track);
  side.view = track.view();
  if (!Superseded(track)) {
    if (auto objection = Objection(definition_, bank_, track.samples(), parts, side)) {
      update.dismissed = std::move(*objection);
    } else {
      Report(track, parts, side, update);
    }
  }
  // After a turn-around the next movement is under way: its own rest is its start.
  track.DropFinished();
  most_left_ = most_right_ = -1e9;
}

void Analyzer::Impl::Report(const Track& track, const Parts& parts, const SideContext& side, MotionUpdate& update) {
  const Segmenter::Span& span = track.segmenter().finished();
  const FormInput in{definition_, bank_, track.samples(), parts, side};
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
  rep.correct = IsCorrect(rep.faults);
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
  std::vector<FaultSpan> faults = FindFaults({definition_, bank_, samples, parts, side}, false);
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpan& a, const FaultSpan& b) { return a.severity > b.severity; });
  for (const FaultSpan& fault : faults) {
    if (fault.to >= samples.back().t) update.active_faults.push_back(fault.id);
  }
}

Analysis Analyzer::Impl::Finish() const {
  Analysis out = done_;
  Quality& quality = out.quality;
  if (quality.frames_with_person > 0) quality.mean_score = score_sum_ / quality.frames_with_person;
  if (quality.frames > 0) quality.countable_share = static_cast<double>(countable_) / quality.frames;
  int most = 0;
  for (const auto& [view, count] : views_) {
    if (count <= most) continue;
    most = count;
    quality.view = view;
  }
  std::vector<std::pair<int, std::string>> problems;
  for (const auto& [why, count] : problems_) problems.emplace_back(count, why);
  std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [count, why] : problems) quality.problems.push_back(std::move(why));
  return out;
}

Result<Analyzer> Analyzer::Create(const Definition& definition, body::StreamInfo stream, AnalyzerOptions options) {
  if (definition.counting.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "exercise " + definition.id + ": counting: has no rule; expected one for each view"};
  }
  if (stream.space != body::Space::kWorld && (stream.width <= 0 || stream.height <= 0)) {
    return Error{ErrorCode::kInvalidArgument, "landmark stream: width and height must be positive"};
  }
  return Analyzer(std::make_unique<Impl>(definition, options));
}

Analyzer::Analyzer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

MotionUpdate Analyzer::Push(const body::PoseFrame& frame) { return impl_->Push(frame); }
Analysis Analyzer::Finish() const { return impl_->Finish(); }

}  // namespace ezpt::motion
