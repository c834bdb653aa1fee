#include "motion/analyzer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "body/stream_limits.h"
#include "motion/analyzer_impl.h"
#include "motion/near_side.h"

namespace ezpt::motion {
namespace {

using body::Signal;
using exercise::Definition;

// Rest in which a movement's onset is looked for, and how finely it is kept.
constexpr Seconds kRestKept{2.0}, kRestSpacing{0.1};

std::vector<Signal> SignalsOf(const Definition& definition) {
  std::vector<Signal> signals = {Signal::kFootDrift, Signal::kTrunkPitch};
  const auto add = [&](Signal signal) {
    const bool known = std::find(signals.begin(), signals.end(), signal) != signals.end();
    if (!known && signal != Signal::kDuration) signals.push_back(signal);
  };
  for (const auto& rule : definition.counting) add(rule.signal);
  for (const auto& gate : definition.gates) {
    add(gate.signal);
    if (gate.also) add(gate.also->signal);
  }
  for (const auto& measure : definition.measures) add(measure.signal);
  for (const auto& fault : definition.faults) {
    add(fault.signal);
    if (fault.also) add(fault.also->signal);
  }
  return signals;
}

/// What is not a number was not seen.
body::Pose WithoutNonFinite(body::Pose pose) {
  for (body::Landmark& p : pose.view()) {
    const bool finite = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && std::isfinite(p.score);
    if (!finite) p = {};
  }
  return pose;
}

bool Lies(exercise::Position position) {
  return position == exercise::Position::kSupine || position == exercise::Position::kPlank;
}

double MeanScore(const body::Pose& pose) {
  double sum = 0;
  for (const body::Landmark& p : pose.view()) sum += p.score;
  return sum / static_cast<double>(pose.size());
}

}  // namespace

Analyzer::Impl::Impl(const Definition& definition, const body::StreamInfo& stream, AnalyzerOptions options)
    : definition_(definition),
      options_(options),
      shape_(body::HasShape(stream) ? PictureShape::kKnown : PictureShape::kUnknown),
      view_(definition.position),
      bank_(SignalsOf(definition)),
      tracks_{Track(definition.min_duration, definition.max_duration),
              Track(definition.min_duration, definition.max_duration)} {}

MotionUpdate Analyzer::Impl::Push(const body::PoseFrame& frame) {
  MotionUpdate update;
  update.t = frame.t;
  update.rep_count = static_cast<int>(done_.reps.size());
  update.view = view_.estimate();
  if (!std::isfinite(frame.t.value) || frame.t <= last_t_) return update;
  last_t_ = frame.t;
  ++done_.quality.frames;
  if (frame.pose) {
    body::Pose pose = WithoutNonFinite(*frame.pose);
    TellSides(pose, frame.t);
    See(pose, frame.t, update);
  } else {
    Miss(frame.t, update);
  }
  if (update.dismissed && done_.dismissed.size() < Analysis::kMostDismissed) {
    done_.dismissed.push_back({frame.t, *update.dismissed});
  }
  update.phase = Lead().segmenter().phase();
  update.rep_count = static_cast<int>(done_.reps.size());
  if (update.obstacle == Obstacle::kNone) {
    ++countable_;
  } else {
    ++problems_[update.obstacle];
  }
  return update;
}

/// Puts right what the network calls left and right; where a tracker of ours did so before, nothing is left to do.
void Analyzer::Impl::TellSides(body::Pose& pose, Seconds t) {
  const double trunk = scale_.scale().trunk;
  facing_.Apply(pose, t, trunk, options_.min_score);
  const ViewEstimate& view = view_.estimate();
  const bool across = view.known && view.view != body::View::kFront && Lies(definition_.position);
  if (across) NameNearSide(pose, view.nearer, trunk, options_.min_score);
  inversions_.Apply(pose, t, trunk, options_.min_score);
  body::HideBadlySeen(pose, trunk);
  if (across && definition_.position == exercise::Position::kPlank) {
    NameNearHand(pose, view.nearer, trunk, options_.min_score);
  }
}

void Analyzer::Impl::See(const body::Pose& pose, Seconds t, MotionUpdate& update) {
  update.person = true;
  ++done_.quality.frames_with_person;
  score_sum_ += MeanScore(pose);
  if (watch_.SomebodyElse(pose, t, scale_.scale().trunk, moving(), options_.min_score)) {
    Reset();
    scale_.Reset();
    bank_.Reset();
    facing_.Reset();
    inversions_.Reset();
  }
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
    update.obstacle = update.view.known ? Obstacle::kWrongView : Obstacle::kNotSeen;
    return;
  }
  if (!moving()) Rest(pose, t);
  Segment(t, pose, update);
}

void Analyzer::Impl::Miss(Seconds t, MotionUpdate& update) {
  bank_.Miss(t);
  for (Track& track : tracks_) {
    if (track.Step(t, Seconds(0), std::nullopt, false, {}) == Segmenter::Event::kLost) {
      update.dismissed = Dismissed{Dismissal::kLeftPicture};
    }
  }
  if (watch_.LongGone(t)) {
    scale_.Reset();
    view_.Reset();
    bank_.Reset();
  }
  update.obstacle = Obstacle::kNobody;
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
  std::vector<std::pair<Obstacle, int>> problems(problems_.begin(), problems_.end());
  std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [obstacle, frames] : problems) quality.problems.push_back(obstacle);
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
  return Analyzer(std::make_unique<Impl>(definition, stream, options));
}

Analyzer::Analyzer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

MotionUpdate Analyzer::Push(const body::PoseFrame& frame) { return impl_->Push(frame); }
Analysis Analyzer::Finish() const { return impl_->Finish(); }

}  // namespace ezpt::motion
