#include "motion/recogniser.h"

#include <algorithm>
#include <utility>

#include "base/math.h"
#include "motion/reference_movement.h"

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
  if (analyzer_options.others == nullptr) analyzer_options.others = MakeMovementLibrary(definitions);
  for (const auto& definition : definitions) {
    EZPT_TRY(Analyzer analyzer, Analyzer::Create(*definition, stream, analyzer_options));
    recogniser.tracks_.push_back(
        {definition, std::move(analyzer), 0, 0.0, 0.0, std::vector<double>(definitions.size() + 1, 0.0)});
    recogniser.keep_ = std::max(recogniser.keep_, definition->max_duration + Seconds(2.0));
  }
  return recogniser;
}

void Recogniser::Push(const body::PoseFrame& frame) {
  if (frame.pose) {
    const PoseClassifier::Distances distances = classifier_->DistancesTo(*frame.pose);
    const auto distance_to = [&](const std::string& exercise) {
      const auto it = distances.of.find(exercise);
      return static_cast<float>(it != distances.of.end() ? it->second : distances.beyond);
    };
    if (!distances.of.empty()) {
      Near near{frame.t, {}};
      for (const Track& track : tracks_) near.to.push_back(distance_to(track.definition->id));
      near.to.push_back(distance_to(kNoExercise));
      recent_.push_back(std::move(near));
    }
  }
  while (!recent_.empty() && frame.t - recent_.front().t > keep_) recent_.pop_front();
  for (Track& track : tracks_) {
    const MotionUpdate update = track.analyzer.Push(frame);
    if (update.completed) AddRepetition(track, *update.completed);
  }
}

void Recogniser::AddRepetition(Track& track, const Repetition& repetition) {
  // The middle of the repetition: near its ends many exercises look alike.
  const Seconds from = repetition.start + (repetition.peak - repetition.start) * 0.5;
  const Seconds to = repetition.end - (repetition.end - repetition.peak) * 0.5;
  std::vector<double> sums(tracks_.size() + 1, 0.0);
  int frames = 0;
  for (const Near& near : recent_) {
    if (near.t < from || near.t > to) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += double{near.to[i]};
    ++frames;
  }
  if (frames == 0) return;
  const double duration = (repetition.end - repetition.start).value;
  ++track.reps;
  track.time += duration;
  track.likeness += duration * repetition.likeness;
  for (std::size_t i = 0; i < sums.size(); ++i) track.distances[i] += duration * sums[i] / frames;
}

double Recogniser::SupportOf(std::size_t index) const {
  const Track& track = tracks_[index];
  const auto likelihood = [&](std::size_t other) {
    return math::Exp((track.distances[index] - track.distances[other]) / (track.time * options_.scale));
  };
  double all = likelihood(tracks_.size());
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const Track& other = tracks_[i];
    if (other.reps == 0) continue;
    // Poses say what it looks like, the movement what was done.
    const double more_like = other.likeness / other.time - track.likeness / track.time;
    all += likelihood(i) * math::Exp(more_like / options_.likeness_scale);
  }
  return 1.0 / all;
}

double Recogniser::LagOf(std::size_t index) const {
  const Track& track = tracks_[index];
  double nearest = track.distances[index];
  for (std::size_t i = 0; i < tracks_.size(); ++i) nearest = std::min(nearest, track.distances[i]);
  return (track.distances[index] - nearest) / track.time;
}

Recognition Recogniser::Finish() const {
  Recognition recognition;
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const Track& track = tracks_[i];
    if (track.reps == 0) continue;
    const double support = SupportOf(i);
    recognition.candidates.push_back(
        {track.definition->id, track.reps, track.distances[i] / track.time, support, LagOf(i), support * track.time});
  }
  std::stable_sort(recognition.candidates.begin(), recognition.candidates.end(),
                   [](const auto& a, const auto& b) { return a.evidence > b.evidence; });
  recognition.confidence = 1.0;
  if (recognition.candidates.empty()) return recognition;
  const Recognition::Candidate& best = recognition.candidates.front();
  const bool alike = best.distance <= options_.max_distance && best.lag <= options_.max_lag;
  if (alike && best.support >= options_.min_support) {
    recognition.id = best.id;
    recognition.confidence = best.support;
  } else if (alike) {
    recognition.confidence = 1.0 - best.support;
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
