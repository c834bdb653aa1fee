#include "motion/recording_analyzer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "motion/form.h"
#include "motion/repeated_movement.h"

namespace ezpt::motion {
namespace {

using exercise::Definition;
using exercise::Fault;

// Who stays at the far end for longer than this, on top of the prescribed hold, has sat or lain down there:
// nothing is under way any more. Twice, for the mirror image's half.
constexpr Seconds kStays{2 * 0.6};

// Of the prescribed way: who was seen on less of it was perhaps never at rest.
constexpr double kLeastWay = 0.5;

// Of what repeats in the whole recording: so many at least, and so large a share of them this exercise.
constexpr std::size_t kFewestCycles = 4;
constexpr double kNearlyAll = 0.7;
// It is that where it is hardly less like it (a cosine) than those that were found one by one, and where it goes any of
// their way: a tremble does not.
constexpr double kHardlyLess = 0.2, kLeastShare = 0.03;
// Longer recordings are counted as they come.
constexpr Seconds kLongest{600};

bool IsDuration(const Fault* fault) { return fault != nullptr && fault->signal == body::Signal::kDuration; }

bool FallsShort(const Definition& definition, const Repetition& rep) {
  return std::any_of(rep.faults.begin(), rep.faults.end(), [&](const FaultSpan& span) {
    const Fault* fault = exercise::FindFault(definition, span.id);
    return fault != nullptr && fault->when == exercise::When::kPeak && !IsDuration(fault);
  });
}

/// The middle one's.
double MiddleOf(std::vector<Repetition> reps, double Repetition::*of) {
  const auto middle = reps.begin() + static_cast<std::ptrdiff_t>(reps.size() / 2);
  std::nth_element(reps.begin(), middle, reps.end(), [&](const auto& a, const auto& b) { return a.*of < b.*of; });
  return (*middle).*of;
}

}  // namespace

void CutRecording::Push(const body::PoseFrame& frame) {
  if (too_long_ || (!frames_.empty() && frame.t <= frames_.back().t)) return;
  if (!frames_.empty() && frame.t - frames_.front().t > longest_) {
    too_long_ = true;
    frames_.clear();
    return;
  }
  frames_.push_back(frame);
}

std::vector<body::PoseFrame> CutRecording::Unfold() const {
  std::vector<body::PoseFrame> out;
  if (frames_.size() < 2) return out;
  const double first = frames_.front().t.value, last = frames_.back().t.value;
  for (std::size_t i = frames_.size(); i-- > 1;)
    out.push_back({Seconds(2 * first - frames_[i].t.value), frames_[i].pose});
  out.insert(out.end(), frames_.begin(), frames_.end());
  for (std::size_t i = frames_.size() - 1; i-- > 0;) {
    out.push_back({Seconds(2 * last - frames_[i].t.value), frames_[i].pose});
  }
  return out;
}

std::optional<Repetition> CutRecording::Choose(const Definition& definition,
                                               const std::vector<Repetition>& found) const {
  if (frames_.empty()) return std::nullopt;
  const Seconds first = frames_.front().t, last = frames_.back().t;
  for (const Repetition& candidate : found) {
    const bool inside = candidate.end > first && candidate.start < last;
    const bool cut = candidate.start < first || candidate.end > last;
    const bool stays = candidate.hold > definition.dose.hold + kStays;
    const bool short_way = candidate.way < kLeastWay || FallsShort(definition, candidate);
    if (!inside || !cut || stays || short_way) continue;
    Repetition rep = candidate;
    if (rep.peak < first) rep.peak = Seconds(2 * first.value - rep.peak.value);
    if (rep.peak > last) rep.peak = Seconds(2 * last.value - rep.peak.value);
    const auto clamp = [&](Seconds t) { return std::clamp(t, first, last); };
    rep.start = clamp(rep.start);
    rep.end = clamp(rep.end);
    rep.peak = std::clamp(rep.peak, rep.start, rep.end);
    rep.hold = std::min(rep.hold, rep.end - rep.start);
    std::erase_if(rep.faults, [&](const FaultSpan& f) { return IsDuration(exercise::FindFault(definition, f.id)); });
    for (FaultSpan& fault : rep.faults) fault = {fault.id, clamp(fault.from), clamp(fault.to), fault.severity};
    rep.score = Score(rep.faults);
    rep.correct = rep.judged && IsCorrect(rep.faults);
    return rep;
  }
  return std::nullopt;
}

RecordingAnalyzer::RecordingAnalyzer(Analyzer analyzer, const Definition& definition, const body::StreamInfo& stream,
                                     const AnalyzerOptions& options)
    : analyzer_(std::move(analyzer)),
      definition_(definition),
      stream_(stream),
      options_(options),
      cut_(definition.max_duration),
      body_(stream.space) {}

Result<RecordingAnalyzer> RecordingAnalyzer::Create(const Definition& definition, body::StreamInfo stream,
                                                    const AnalyzerOptions& options) {
  EZPT_TRY(Analyzer analyzer, Analyzer::Create(definition, stream, options));
  return RecordingAnalyzer(std::move(analyzer), definition, stream, options);
}

MotionUpdate RecordingAnalyzer::Push(const body::PoseFrame& frame) {
  cut_.Push(frame);
  body_.Push(frame);
  too_long_ = too_long_ || (!frames_.empty() && frame.t - frames_.front().t > kLongest);
  if (too_long_) {
    frames_.clear();
  } else {
    frames_.push_back(frame);
  }
  return analyzer_.Push(frame);
}

std::optional<Analysis> RecordingAnalyzer::CountAsAWhole(const Analysis& found) const {
  if (too_long_) return std::nullopt;
  const std::vector<Cycle> cycles = FindRepeatedMovement(body_).cycles;
  // Who counted more one by one knew the exercise, or counted each of the two sides.
  if (cycles.size() < kFewestCycles || cycles.size() <= found.reps.size()) return std::nullopt;
  AnalyzerOptions options = options_;
  options.movements = std::make_shared<const std::vector<Cycle>>(cycles);
  Result<Analyzer> again = Analyzer::Create(definition_, stream_, options);
  if (!again.ok()) return std::nullopt;
  for (const body::PoseFrame& frame : frames_) again->Push(frame);
  const Analysis whole = again->Finish();
  const double least_way = kLeastShare * MiddleOf(found.reps, &Repetition::way);
  const double least_likeness = MiddleOf(found.reps, &Repetition::likeness) - kHardlyLess;
  const auto alike = std::count_if(whole.reps.begin(), whole.reps.end(), [&](const Repetition& rep) {
    return rep.likeness >= least_likeness && rep.way >= least_way;
  });
  if (whole.reps.size() != cycles.size() ||
      static_cast<double>(alike) < kNearlyAll * static_cast<double>(cycles.size()))
    return std::nullopt;
  Analysis analysis = found;
  analysis.reps = whole.reps;
  analysis.holds = whole.holds;
  std::erase_if(analysis.dismissed, [&](const DismissedMovement& movement) {
    return movement.t >= whole.reps.front().start && movement.t <= whole.reps.back().end;
  });
  return analysis;
}

Analysis RecordingAnalyzer::Finish() const {
  Analysis analysis = analyzer_.FinishRecording();
  if (!analysis.reps.empty()) return CountAsAWhole(analysis).value_or(analysis);
  Result<Analyzer> again = Analyzer::Create(definition_, stream_, options_);
  if (!again.ok()) return analysis;
  for (const body::PoseFrame& frame : cut_.Unfold()) again->Push(frame);
  if (auto rep = cut_.Choose(definition_, again->Finish().reps)) {
    analysis.reps.push_back(*std::move(rep));
    analysis.dismissed.clear();  // What the edges left of it.
  }
  return analysis;
}

}  // namespace ezpt::motion
