#include "motion/recogniser.h"

#include <algorithm>
#include <utility>

namespace ezpt::motion {

Recogniser::Recogniser(std::shared_ptr<const PoseClassifier> classifier, const Options& options)
    : classifier_(std::move(classifier)), options_(options) {}

Result<Recogniser> Recogniser::Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                      std::shared_ptr<const PoseClassifier> classifier, const body::StreamInfo& stream,
                                      AnalyzerOptions analyzer_options, const Options& options) {
  if (classifier == nullptr || definitions.empty()) {
    return Error{ErrorCode::kInvalidArgument, "recognition: reference poses and at least one exercise are needed"};
  }
  Recogniser recogniser(std::move(classifier), options);
  for (const auto& definition : definitions) {
    EZPT_TRY(Analyzer analyzer, Analyzer::Create(*definition, stream, analyzer_options));
    recogniser.tracks_.push_back({definition, std::move(analyzer)});
    recogniser.keep_ = std::max(recogniser.keep_, definition->max_duration + Seconds(2.0));
  }
  return recogniser;
}

void Recogniser::Push(const body::PoseFrame& frame) {
  Shares shares{frame.t, std::vector<float>(tracks_.size(), 0.0F)};
  if (frame.pose) {
    for (const ExerciseVotes& votes : classifier_->Votes(*frame.pose, std::nullopt)) {
      for (std::size_t i = 0; i < tracks_.size(); ++i) {
        if (tracks_[i].definition->id == votes.exercise) shares.of_track[i] = static_cast<float>(votes.share);
      }
    }
  }
  recent_.push_back(std::move(shares));
  while (frame.t - recent_.front().t > keep_) recent_.pop_front();
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const MotionUpdate update = tracks_[i].analyzer.Push(frame);
    if (update.completed) AddRepetition(i, *update.completed);
  }
}

void Recogniser::AddRepetition(std::size_t track, const Repetition& repetition) {
  double sum = 0;
  int frames = 0;
  for (const Shares& shares : recent_) {
    if (shares.t < repetition.start || shares.t > repetition.end) continue;
    sum += double{shares.of_track[track]};
    ++frames;
  }
  const double duration = (repetition.end - repetition.start).value;
  Track& target = tracks_[track];
  ++target.reps;
  target.time += duration;
  if (frames > 0) target.support += duration * sum / frames;
}

Recognition Recogniser::Finish() const {
  Recognition recognition;
  double total = 0;
  for (const Track& track : tracks_) {
    if (track.reps == 0) continue;
    recognition.candidates.push_back({track.definition->id, track.reps, track.support / track.time, track.support});
    total += track.support;
  }
  std::stable_sort(recognition.candidates.begin(), recognition.candidates.end(),
                   [](const auto& a, const auto& b) { return a.evidence > b.evidence; });
  if (recognition.candidates.empty()) {
    recognition.confidence = 1.0;
    return recognition;
  }
  const Recognition::Candidate& best = recognition.candidates.front();
  const double part = total > 0 ? best.evidence / total : 0.0;
  if (best.support >= options_.min_support && part >= options_.min_confidence) {
    recognition.id = best.id;
    recognition.confidence = part * std::min(1.0, best.support / 0.6);
  } else {
    recognition.confidence = 1.0 - part * std::min(1.0, best.support / 0.6);
  }
  return recognition;
}

std::optional<Analysis> Recogniser::AnalysisOf(const std::string& id) const {
  for (const Track& track : tracks_) {
    if (track.definition->id == id) return track.analyzer.Finish();
  }
  return std::nullopt;
}

}  // namespace ezpt::motion
