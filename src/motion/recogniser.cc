#include "motion/recogniser.h"

#include <algorithm>
#include <utility>

#include "base/math.h"
#include "motion/reference_movement.h"

namespace ezpt::motion {

Result<Recogniser> Recogniser::Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                      const body::StreamInfo& stream, const AnalyzerOptions& analyzer_options,
                                      const Options& options) {
  if (definitions.empty()) return Error{ErrorCode::kInvalidArgument, "recognition: at least one exercise is needed"};
  Recogniser recogniser(options);
  AnalyzerOptions each = analyzer_options;
  if (each.others == nullptr) each.others = MakeMovementLibrary(definitions);
  for (const auto& definition : definitions) {
    EZPT_TRY(RecordingAnalyzer analyzer, RecordingAnalyzer::Create(*definition, stream, each));
    recogniser.tracks_.push_back({definition, std::move(analyzer)});
  }
  return recogniser;
}

void Recogniser::Push(const body::PoseFrame& frame) {
  for (Track& track : tracks_) track.analyzer.Push(frame);
}

/// The mean over the repetitions.
double Recogniser::FitOf(const std::vector<Repetition>& reps) const {
  double fit = 0;
  for (const Repetition& rep : reps) fit += PoseFit(rep.distance) + MovementFit(rep.likeness);
  fit /= static_cast<double>(reps.size());
  const auto judged = std::count_if(reps.begin(), reps.end(), [](const Repetition& rep) { return rep.judged; });
  const bool beside = 2 * static_cast<std::size_t>(judged) <= reps.size();
  return fit + (beside ? math::Log(options_.beside_view) : 0);
}

Recognition Recogniser::Finish() const {
  Recognition recognition;
  double best = options_.least_fit;
  for (const Track& track : tracks_) {
    const Analysis analysis = track.analyzer.Finish();
    if (analysis.reps.empty()) continue;
    const double fit = FitOf(analysis.reps);
    recognition.candidates.push_back({track.definition->id, static_cast<int>(analysis.reps.size()), fit, 0});
    best = std::max(best, fit);
  }
  double all = math::Exp(options_.least_fit - best);
  for (const auto& candidate : recognition.candidates) all += math::Exp(candidate.fit - best);
  for (auto& candidate : recognition.candidates) candidate.support = math::Exp(candidate.fit - best) / all;
  std::stable_sort(recognition.candidates.begin(), recognition.candidates.end(),
                   [](const auto& a, const auto& b) { return a.support > b.support; });
  const double support = recognition.candidates.empty() ? 0 : recognition.candidates.front().support;
  if (support >= options_.min_support) recognition.id = recognition.candidates.front().id;
  recognition.confidence = recognition.id ? support : 1 - support;
  return recognition;
}

std::optional<Analysis> Recogniser::AnalysisOf(const std::string& id) const {
  for (const Track& track : tracks_) {
    if (track.definition->id == id) return track.analyzer.Finish();
  }
  return std::nullopt;
}

}  // namespace ezpt::motion
