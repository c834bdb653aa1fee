#include "motion/analyzer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "body/stream_limits.h"
#include "motion/analyzer_impl.h"
#include "motion/near_side.h"

namespace ezpt::motion {
namespace {

using body::Side;
using body::Signal;
using exercise::Definition;

// Rest in which a movement's onset is looked for, and how finely it is kept.
constexpr Seconds kRestKept{2.0}, kRestSpacing{0.1};

std::vector<Signal> SignalsOf(const Definition& definition) {
  std::vector<Signal> signals = {Signal::kFootDrift, Signal::kTrunkPitch};  // position.h
  const auto add = [&](Signal signal) {
    const bool known = std::find(signals.begin(), signals.end(), signal) != signals.end();
    if (!known && signal != Signal::kDuration) signals.push_back(signal);
  };
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

}  // namespace

Following::Following(const Definition& definition, const AnalyzerOptions& options)
    : view(definition.position),
      bank(SignalsOf(definition)),
      tracks{Track(definition.min_duration, definition.max_duration, options.movements.get()),
             Track(definition.min_duration, definition.max_duration, options.movements.get())} {
  if (definition.laterality == exercise::Laterality::kBilateral) return;
  const SideChoice side = options.side;
  const bool chosen = side == SideChoice::kLeft || side == SideChoice::kRight;
  used = chosen ? 1 : 2;
  tracks[0].Follow(side == SideChoice::kRight ? Side::kRight : Side::kLeft);
  tracks[1].Follow(Side::kRight);
}

Analyzer::Impl::Impl(const Definition& definition, const body::StreamInfo& stream, const AnalyzerOptions& options)
    : definition_(definition),
      options_(options),
      shape_(body::HasShape(stream) ? PictureShape::kKnown : PictureShape::kUnknown),
      movement_(definition_),
      who_(definition_, options_),
      observer_(options.min_score) {}

MotionUpdate Analyzer::Impl::Push(const body::PoseFrame& frame) {
  MotionUpdate update;
  update.t = frame.t;
  update.rep_count = static_cast<int>(done_.reps.size());
  update.view = who_.view.estimate();
  if (!std::isfinite(frame.t.value) || frame.t <= last_t_) return update;
  last_t_ = frame.t;
  ++done_.quality.frames;
  observer_.Add(frame);
  if (frame.pose) {
    body::Pose pose = WithoutNonFinite(*frame.pose);
    if (watch_.Resized(pose, frame.t, who_.scale.scale().trunk, options_.min_score))
      who_ = Following(definition_, options_);
    TellSides(pose, frame.t);
    See(pose, frame.t, update);
  } else {
    Miss(frame.t, update);
  }
  Tell(update);
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
  const double trunk = who_.scale.scale().trunk;
  who_.facing.Apply(pose, t, trunk, options_.min_score);
  const ViewEstimate& view = who_.view.estimate();
  const bool across = view.known && view.view != body::View::kFront && Lies(definition_.position);
  if (across) NameNearSide(pose, view.nearer, trunk, options_.min_score);
  who_.inversions.Apply(pose, t, trunk, options_.min_score);
  body::HideBadlySeen(pose, trunk);
  if (across && definition_.position == exercise::Position::kPlank) {
    NameNearHand(pose, view.nearer, trunk, options_.min_score);
  }
}

void Analyzer::Impl::See(const body::Pose& pose, Seconds t, MotionUpdate& update) {
  update.person = true;
  ++done_.quality.frames_with_person;
  score_sum_ += body::MeanScore(pose);
  switch (watch_.Judge(pose, t, who_.scale.scale().trunk, who_.moving(), options_.min_score)) {
    case PersonWatch::Who::kSame:
      break;
    case PersonWatch::Who::kElsewhere:
      return Skip(t, update);
    case PersonWatch::Who::kSomebodyElse:
      who_ = Following(definition_, options_);
      break;
  }
  who_.scale.Add(pose, t, options_.min_score);
  who_.view.Add(pose, t, who_.scale.scale(), options_.min_score, who_.moving() ? Freeze::kView : Freeze::kNothing);
  update.view = who_.view.estimate();
  if (update.view.known) ++views_[update.view.view];

  const body::SignalContext context{.nearer = update.view.nearer,
                                    .scale = who_.scale.scale(),
                                    .start = who_.start_pose ? &*who_.start_pose : nullptr,
                                    .min_score = options_.min_score};
  if (!who_.moving()) who_.heading.Add(pose, t, who_.scale.scale().trunk, update.view, options_.min_score);
  if (!FarUnderWay()) Aim();
  who_.bank.Update(pose, t, context, Along(pose, t));
  if (!who_.aimed || !who_.aimed->visible()) {
    update.obstacle = who_.aimed ? Obstacle::kWrongView : Obstacle::kNotSeen;
    return;
  }
  if (!who_.moving()) Rest(pose, t);
  Segment(t, pose, update);
}

/// A frame that shows nothing of the person.
void Analyzer::Impl::Skip(Seconds t, MotionUpdate& update) {
  who_.bank.Miss(t);
  for (Track& track : who_.tracks) {
    if (track.Step(t, Seconds(0), std::nullopt, false, {}, {}) == Segmenter::Event::kLost) {
      update.dismissed = Dismissed{Dismissal::kLeftPicture};
    }
  }
}

void Analyzer::Impl::Miss(Seconds t, MotionUpdate& update) {
  Skip(t, update);
  update.obstacle = Obstacle::kNobody;
  if (watch_.LongGone(t)) who_ = Following(definition_, options_);
}

void Analyzer::Impl::DropMovements() {
  for (Track& track : who_.tracks) track.Reset();
}

std::optional<double> Analyzer::Impl::Latest(body::Signal signal, Side side) const {
  return who_.bank.Holds(signal) ? who_.bank.values()[who_.bank.IndexOf(signal)].On(side) : std::nullopt;
}

/// Keeps poses from which a movement may turn out to have begun.
void Analyzer::Impl::Rest(const body::Pose& pose, Seconds t) {
  who_.start_pose = pose;
  const bool fresh =
      who_.rest_poses.empty() || t - who_.rest_poses.back().t >= kRestSpacing || t < who_.rest_poses.back().t;
  if (!fresh) return;
  who_.rest_poses.push_back({t, pose});
  while (t - who_.rest_poses.front().t > kRestKept) who_.rest_poses.pop_front();
}

Analysis Analyzer::Impl::Finish() const {
  Analysis out = done_;
  for (const Counted& counted : due_) out.reps.push_back(counted.rep);
  out.observed = observer_.Result();
  Quality& quality = out.quality;
  if (quality.frames_with_person > 0) quality.mean_score = score_sum_ / quality.frames_with_person;
  if (quality.frames > 0) quality.countable_share = static_cast<double>(countable_) / quality.frames;
  int most = 0;
  for (const auto& [view, count] : views_) {
    if (count <= most) continue;
    most = count;
    quality.view = view;
  }
  std::map<Obstacle, int> counts = problems_;
  if (const auto seated = counts.find(Obstacle::kSeated); seated != counts.end() && !out.reps.empty()) {
    // Who did it standing is not told that it goes only standing: at the bottom of a squat people look seated.
    counts[Obstacle::kNotInPosition] += seated->second;
    counts.erase(seated);
  }
  std::vector<std::pair<Obstacle, int>> problems(counts.begin(), counts.end());
  std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [obstacle, frames] : problems) quality.problems.push_back(obstacle);
  return out;
}

Result<Analyzer> Analyzer::Create(const Definition& definition, body::StreamInfo stream,
                                  const AnalyzerOptions& options) {
  if (definition.reference.end.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "exercise " + definition.id + ": reference: has no end pose; expected the angles that change"};
  }
  if (stream.space != body::Space::kWorld && (stream.width <= 0 || stream.height <= 0)) {
    return Error{ErrorCode::kInvalidArgument, "landmark stream: width and height must be positive"};
  }
  Analyzer analyzer(std::make_unique<Impl>(definition, stream, options));
  const bool chosen = options.side == SideChoice::kLeft || options.side == SideChoice::kRight;
  if (chosen && definition.laterality != exercise::Laterality::kBilateral) {
    AnalyzerOptions other = options;
    other.side = options.side == SideChoice::kLeft ? SideChoice::kRight : SideChoice::kLeft;
    analyzer.other_side_ = std::make_unique<Impl>(definition, stream, other);
  }
  return analyzer;
}

Analyzer::Analyzer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

MotionUpdate Analyzer::Push(const body::PoseFrame& frame) {
  if (other_side_) other_side_->Push(frame);
  return impl_->Push(frame);
}

void Analyzer::BeginFromHere() {
  if (other_side_) other_side_->DropMovements();
  impl_->DropMovements();
}

Analysis Analyzer::Finish() const {
  Analysis analysis = impl_->Finish();
  if (other_side_) analysis.observed.other_side_reps = static_cast<int>(other_side_->Finish().reps.size());
  return analysis;
}

Analysis Analyzer::FinishRecording() const {
  Analysis analysis = Finish();
  if (auto last = impl_->CutOff()) analysis.reps.push_back(*std::move(last));
  if (auto only = impl_->OnlyOne(); only && analysis.reps.empty()) analysis.reps.push_back(*std::move(only));
  return analysis;
}

std::optional<double> Analyzer::Latest(body::Signal signal, Side side) const { return impl_->Latest(signal, side); }

}  // namespace ezpt::motion
