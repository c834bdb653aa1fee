#include "motion/analyzer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/math.h"
#include "motion/form.h"
#include "motion/gates.h"
#include "motion/recording.h"
#include "motion/scale_tracker.h"
#include "motion/segmenter.h"
#include "motion/signal_bank.h"
#include "motion/view_estimator.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Side;
using body::Signal;
using body::View;
using exercise::Definition;
using exercise::Laterality;
using exercise::SideRule;

// Rest kept before a movement: the onset is looked for in it.
constexpr Seconds kRestKept{2.0};
// Samples closer than this add nothing to a movement of the body.
constexpr Seconds kSampleSpacing{0.008};
// A trunk that jumps by its own length between two frames this close is another person.
constexpr double kJumpTrunks = 1.2;
constexpr Seconds kJumpWithin{0.2};
// Another person is that much larger or smaller, from one frame to the next.
constexpr double kSizeJump = 1.8;
// Turning by this during a movement ends it.
constexpr double kTurned = 45;  // degrees
constexpr Seconds kTurnedFor{0.5};
// Without a person for this long, position and lengths are learnt anew.
constexpr Seconds kForgetAfter{2.0};
constexpr double kHoldShare = 0.9;

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
    case Phase::kNotReady: return "not_ready";
    case Phase::kReady: return "ready";
    case Phase::kOut: return "out";
    case Phase::kPeak: return "peak";
    case Phase::kBack: return "back";
  }
  return "";
}

std::string_view MeasureStatusName(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kOk: return "ok";
    case MeasureStatus::kUncertain: return "uncertain";
    case MeasureStatus::kNotMeasurable: return "not_measurable";
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
        segmenter_(definition.min_duration, definition.max_duration) {}

  MotionUpdate Push(const body::PoseFrame& frame);
  [[nodiscard]] Analysis Finish() const;

 private:
  void See(const body::Pose& pose, Seconds t, MotionUpdate& update);
  void Miss(Seconds t, MotionUpdate& update);
  void ForgetOtherPerson(const body::Pose& pose, Seconds t);
  [[nodiscard]] bool Turned(Seconds t);
  [[nodiscard]] SideContext SideNow() const;
  [[nodiscard]] std::optional<double> Progress(const exercise::CountingRule& rule, SideContext& side);
  void Segment(Seconds t, const exercise::CountingRule& rule, bool in_position, MotionUpdate& update);
  void Begin();
  void Conclude(MotionUpdate& update);
  void Report(const Parts& parts, const SideContext& side, MotionUpdate& update);
  void Keep(Seconds t, double progress);
  void Drop(std::string why, MotionUpdate& update);
  void Live(MotionUpdate& update);
  void Obstruct(Obstacle obstacle, std::string why, MotionUpdate& update);
  [[nodiscard]] bool FollowsTheMover(const exercise::CountingRule& rule) const;

  const Definition definition_;
  const AnalyzerOptions options_;
  ScaleTracker scale_;
  ViewEstimator view_;
  SignalBank bank_;
  Segmenter segmenter_;
  Samples samples_;
  std::optional<body::Pose> start_pose_;
  std::optional<Blob> blob_;
  Seconds blob_at_{-1e9};
  Seconds last_t_{-1e300};
  View rep_view_ = View::kFront;
  double rep_yaw_ = 0;
  std::optional<Seconds> turned_since_;
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
  update.phase = segmenter_.phase();
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
  view_.Add(pose, t, scale_.scale(), options_.min_score, segmenter_.moving() ? Freeze::kView : Freeze::kNothing);
  update.view = view_.estimate();
  if (update.view.known) ++views_[update.view.view];

  const body::SignalContext context{.nearer = update.view.nearer,
                                    .scale = scale_.scale(),
                                    .start = start_pose_ ? &*start_pose_ : nullptr,
                                    .min_score = options_.min_score};
  bank_.Update(pose, t, context);
  const View view = segmenter_.moving() ? rep_view_ : update.view.view;
  const exercise::CountingRule* rule = update.view.known ? exercise::RuleFor(definition_, view) : nullptr;
  if (rule == nullptr) {
    segmenter_.Reset();
    samples_.clear();
    const bool unseen = !update.view.known;
    return Obstruct(unseen ? Obstacle::kNotSeen : Obstacle::kWrongView,
                    unseen ? "Step back so that your whole body is in the picture." : HowToTurn(definition_), update);
  }
  if (Turned(t)) return Drop("You turned: stay facing the same way.", update);
  const bool in_position = InPosition(definition_.position, pose, scale_.scale(), update.view, options_.min_score);
  if (!segmenter_.moving()) start_pose_ = pose;
  Segment(t, *rule, in_position, update);
}

void Analyzer::Impl::Miss(Seconds t, MotionUpdate& update) {
  bank_.Miss(t);
  const bool was_moving = segmenter_.moving();
  if (segmenter_.Step(t, std::nullopt, false) == Segmenter::Event::kLost && was_moving) {
    update.dismissed = "You left the picture.";
  }
  if (!segmenter_.moving()) samples_.clear();
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
    if (jumped && (ratio > kSizeJump || ratio < 1 / kSizeJump || segmenter_.moving())) {
      segmenter_.Reset();
      samples_.clear();
      scale_.Reset();
      bank_.Reset();
    }
  }
  blob_ = now;
  blob_at_ = t;
}

bool Analyzer::Impl::Turned(Seconds t) {
  const bool now = segmenter_.moving() && std::fabs(view_.yaw().value - rep_yaw_) > kTurned;
  if (!now) turned_since_.reset();
  if (now && !turned_since_) turned_since_ = t;
  return turned_since_ && t - *turned_since_ > kTurnedFor;
}

bool Analyzer::Impl::FollowsTheMover(const exercise::CountingRule& rule) const {
  const bool chosen = options_.side == SideChoice::kLeft || options_.side == SideChoice::kRight;
  if (rule.side == SideRule::kMax) return true;
  return !chosen && (rule.side == SideRule::kWorking || rule.side == SideRule::kOther);
}

SideContext Analyzer::Impl::SideNow() const {
  SideContext side;
  side.view = segmenter_.moving() ? rep_view_ : view_.estimate().view;
  side.nearer = view_.estimate().nearer;
  side.symmetric = definition_.laterality == Laterality::kBilateral;
  if (side.symmetric) return side;
  if (definition_.laterality == Laterality::kUnilateral && options_.side == SideChoice::kLeft) side.working = Side::kLeft;
  if (definition_.laterality == Laterality::kUnilateral && options_.side == SideChoice::kRight) side.working = Side::kRight;
  if (!side.working) side.working = mover_;
  return side;
}

/// How far along the counting signal is. Where the side that works is not given,
/// it is the one that has gone farther in this movement.
std::optional<double> Analyzer::Impl::Progress(const exercise::CountingRule& rule, SideContext& side) {
  const SidePair& pair = bank_.values()[bank_.IndexOf(rule.signal)];
  const auto along = [&](std::optional<double> v) {
    return v ? std::optional((*v - rule.rest) / (rule.peak - rule.rest)) : std::nullopt;
  };
  if (!FollowsTheMover(rule)) return along(Resolve(pair, rule.side, side));
  const auto left = along(pair.On(Side::kLeft)), right = along(pair.On(Side::kRight));
  if (!segmenter_.moving()) most_left_ = most_right_ = -1e9;
  if (left) most_left_ = std::max(most_left_, *left);
  if (right) most_right_ = std::max(most_right_, *right);
  if (left || right) mover_ = most_left_ > most_right_ ? Side::kLeft : Side::kRight;
  side = SideNow();
  if (left && right) return std::max(*left, *right);
  return left ? left : right;
}

void Analyzer::Impl::Keep(Seconds t, double progress) {
  if (!samples_.empty() && t - samples_.back().t < kSampleSpacing) return;
  samples_.push_back({t, progress, {bank_.values().begin(), bank_.values().end()}});
  const Seconds oldest = segmenter_.moving() ? segmenter_.current().start - kRestKept : t - kRestKept;
  while (samples_.front().t < oldest) samples_.pop_front();
}

void Analyzer::Impl::Segment(Seconds t, const exercise::CountingRule& rule, bool in_position, MotionUpdate& update) {
  SideContext side = SideNow();
  const auto progress = Progress(rule, side);
  const bool may_start = in_position && MayStart(definition_, bank_, side);
  if (progress) Keep(t, *progress);
  switch (segmenter_.Step(t, progress, may_start)) {
    case Segmenter::Event::kNone: break;
    case Segmenter::Event::kLeft: Begin(); break;
    case Segmenter::Event::kCompleted: Conclude(update); break;
    case Segmenter::Event::kTooShort: update.dismissed = "Not far enough to count."; break;
    case Segmenter::Event::kTooFast: update.dismissed = "Too quick to be a repetition."; break;
    case Segmenter::Event::kTooLong: update.dismissed = "Too slow to be one repetition."; break;
    case Segmenter::Event::kLost: update.dismissed = "Part of you left the picture."; break;
  }
  if (!progress) return Obstruct(Obstacle::kNotSeen, "Step back so that your whole body is in the picture.", update);
  update.progress = std::max(*progress, 0.0);
  if (segmenter_.moving()) return Live(update);
  if (segmenter_.phase() == Phase::kNotReady) {
    Obstruct(Obstacle::kNotInPosition, exercise::In(definition_.start_cue, "en"), update);
  }
}

void Analyzer::Impl::Begin() {
  rep_view_ = view_.estimate().view;
  rep_yaw_ = view_.yaw().value;
  turned_since_.reset();
}

void Analyzer::Impl::Conclude(MotionUpdate& update) {
  const Segmenter::Span& span = segmenter_.finished();
  const Parts parts = FindParts(samples_, span.start, span.end);
  SideContext side = SideNow();
  side.view = rep_view_;
  if (auto objection = Objection(definition_, bank_, samples_, parts, side)) {
    update.dismissed = std::move(*objection);
  } else {
    Report(parts, side, update);
  }
  // After a turn-around the next movement is under way: its own rest is its start.
  while (!samples_.empty() && samples_.front().t < span.end) samples_.pop_front();
  most_left_ = most_right_ = -1e9;
}

void Analyzer::Impl::Report(const Parts& parts, const SideContext& side, MotionUpdate& update) {
  const Segmenter::Span& span = segmenter_.finished();
  const FormInput in{definition_, bank_, samples_, parts, side};
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

void Analyzer::Impl::Live(MotionUpdate& update) {
  const Parts parts = FindParts(samples_, segmenter_.current().start, update.t);
  if (parts.reached) update.hold = parts.near_to - parts.near_from;
  SideContext side = SideNow();
  side.view = rep_view_;
  std::vector<FaultSpan> faults = FindFaults({definition_, bank_, samples_, parts, side}, false);
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpan& a, const FaultSpan& b) { return a.severity > b.severity; });
  for (const FaultSpan& fault : faults) {
    if (fault.to >= samples_.back().t) update.active_faults.push_back(fault.id);
  }
}

void Analyzer::Impl::Drop(std::string why, MotionUpdate& update) {
  segmenter_.Reset();
  samples_.clear();
  turned_since_.reset();
  update.dismissed = std::move(why);
}

void Analyzer::Impl::Obstruct(Obstacle obstacle, std::string why, MotionUpdate& update) {
  update.obstacle = obstacle;
  update.why = std::move(why);
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
