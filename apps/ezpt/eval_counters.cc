#include "eval_counters.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <span>

#include "home.h"
#include "input.h"
#include "motion/body_trace.h"
#include "motion/recording_analyzer.h"
#include "motion/unnamed_analyzer.h"

namespace ezpt::app {
namespace {

/// Overlap ÷ union.
double Iou(const Interval& a, const Interval& b) {
  const double overlap = std::min(a.second, b.second) - std::max(a.first, b.first);
  return overlap <= 0 ? 0 : overlap / (std::max(a.second, b.second) - std::min(a.first, b.first));
}

/// Between the two nearest values. REQUIRES: `sorted` is, and is not empty.
double Percentile(std::span<const float> sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double a = static_cast<double>(sorted[below]);
  const double b = static_cast<double>(sorted[std::min(below + 1, sorted.size() - 1)]);
  return a + (at - static_cast<double>(below)) * (b - a);
}

/// How often the signal rises over `high` and then falls under `low`.
int TimesUpAndDown(std::span<const double> signal, double low, double high) {
  int times = 0;
  bool up = false;
  for (const double value : signal) {
    if (!up && value > high) up = true;
    if (up && value < low) {
      up = false;
      ++times;
    }
  }
  return times;
}

}  // namespace

Result<PoseRecording> ReadPoses(const std::string& path, const Evaluation& evaluation) {
  EZPT_TRY(PoseSource source, PoseSource::Open(path, evaluation.model));
  PoseRecording recording{source.info(), {}};
  while (true) {
    EZPT_TRY(std::optional<PosedFrame> posed, source.Next());
    if (!posed) return recording;
    recording.frames.push_back(std::move(posed->frame));
  }
}

Result<motion::Analysis> AnalyzeNamed(const exercise::Definition& definition, const PoseRecording& recording) {
  static const auto others = LoadMovements();
  if (!others.ok()) return others.error();
  EZPT_TRY(motion::RecordingAnalyzer analyzer,
           motion::RecordingAnalyzer::Create(definition, recording.info, {.others = *others}));
  for (const body::PoseFrame& frame : recording.frames) analyzer.Push(frame);
  return analyzer.Finish();
}

int CountUnnamed(const PoseRecording& recording) {
  motion::UnnamedAnalyzer analyzer(recording.info);
  for (const body::PoseFrame& frame : recording.frames) analyzer.Push(frame);
  return static_cast<int>(analyzer.Finish().movement.cycles.size());
}

int CountPlainly(const PoseRecording& recording) {
  constexpr double kSmooth = 0.2, kLow = 0.35, kHigh = 0.65, kLeast = 0.05, kMost = 0.95, kStill = 1e-9;
  motion::BodyTrace body(recording.info.space);
  for (const body::PoseFrame& frame : recording.frames) body.Push(frame);
  const motion::Trace smooth =
      motion::Smoothed(body.Finish(), static_cast<std::size_t>(kSmooth * motion::BodyTrace::kRate));
  if (smooth.size() == 0) return 0;
  const std::vector<float> course = motion::AlongPrincipalDirection(motion::WithoutDrift(smooth, smooth.size()));
  std::vector<float> sorted = course;
  std::sort(sorted.begin(), sorted.end());
  const double low = Percentile(sorted, kLeast), range = Percentile(sorted, kMost) - low;
  if (range < kStill) return 0;
  std::vector<double> there, back;
  for (const float value : course) {
    there.push_back((static_cast<double>(value) - low) / range);
    back.push_back(1 - there.back());
  }
  return std::max(TimesUpAndDown(there, kLow, kHigh), TimesUpAndDown(back, kLow, kHigh));
}

void Tally::Count(int found, int truth) {
  ++recordings;
  exact += found == truth ? 1 : 0;
  within_one += std::abs(found - truth) <= 1 ? 1 : 0;
  relative_error += std::abs(found - truth) / static_cast<double>(std::max(truth, 1));
}

void Tally::Overlap(const std::vector<motion::Repetition>& reps, const std::vector<Interval>& truths) {
  constexpr double kMinIou = 0.4;
  for (const Interval& truth : truths) {
    ++timed;
    overlapping += std::any_of(reps.begin(), reps.end(), [&](const motion::Repetition& rep) {
      return Iou({rep.start.value, rep.end.value}, truth) >= kMinIou;
    });
  }
}

void Tally::ReportExact(const std::string& data, Evaluation& evaluation) const {
  if (recordings > 0) evaluation.Add(data, "repetitions exact", exact, "clips", recordings);
}

void Tally::Report(const std::string& data, Evaluation& evaluation) const {
  if (recordings == 0) return;
  ReportExact(data, evaluation);
  evaluation.Add(data, "repetitions within one", within_one, "clips", recordings);
  evaluation.Add(data, "count error, mean ÷ truth", relative_error / recordings, "", recordings);
  if (timed > 0) evaluation.Add(data, "repetitions with IoU >= 0.4", overlapping, "reps", timed);
}

}  // namespace ezpt::app
