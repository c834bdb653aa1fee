#include "motion/classifier.h"

#include <algorithm>
#include <map>

namespace ezpt::motion {
namespace {

constexpr double kEpsilon = 0.05;  ///< Embedding units; keeps one very near vector from outvoting all.
constexpr Seconds kWindow{1.0};
constexpr double kMinShareOfWindow = 0.5;

std::string_view Value(const posedb::Payload& payload, std::string_view key) {
  const auto it = payload.find(key);
  return it == payload.end() ? std::string_view{} : std::string_view(it->second);
}

posedb::Payload PayloadOf(const ReferenceVector& vector) {
  posedb::Payload payload = {
      {"exercise", vector.exercise}, {"view", std::string(body::ViewName(vector.view))}, {"source", "library"}};
  if (!vector.phase.empty()) payload["phase"] = vector.phase;
  if (vector.side) payload["side"] = *vector.side == body::Side::kLeft ? "left" : "right";
  return payload;
}

Status InsertAll(const std::vector<ReferenceVector>& vectors, posedb::Collection& collection) {
  for (const ReferenceVector& vector : vectors) {
    EZPT_CHECK_OK(collection.Insert(vector.vector, PayloadOf(vector)));
  }
  return {};
}

/// Weights of one exercise's neighbours.
struct Tally {
  double weight = 0;
  double distance = 1e9;
  std::map<std::string, double, std::less<>> phases;
};

ExerciseVotes VotesOf(const std::string& exercise, const Tally& tally, double total) {
  ExerciseVotes votes{exercise, "", tally.weight / total, tally.distance};
  double best = 0;
  for (const auto& [phase, weight] : tally.phases) {
    if (weight > best) {
      best = weight;
      votes.phase = phase;
    }
  }
  return votes;
}

}  // namespace

posedb::CollectionInfo ReferenceCollectionInfo() {
  return {"reference_poses", kEmbeddingSize, std::string(kEmbeddingVersion)};
}

Result<std::shared_ptr<const posedb::Collection>> MakeReferenceCollection(
    std::span<const std::shared_ptr<const exercise::Definition>> definitions, const ReferenceOptions& options) {
  EZPT_TRY(posedb::Collection collection, posedb::Collection::Create(ReferenceCollectionInfo()));
  for (const auto& definition : definitions) {
    EZPT_CHECK_OK(InsertAll(MakeReferenceVectors(*definition, options), collection));
  }
  EZPT_CHECK_OK(InsertAll(MakeIdleVectors(options), collection));
  return std::shared_ptr<const posedb::Collection>(std::make_shared<posedb::Collection>(std::move(collection)));
}

Result<std::shared_ptr<const PoseClassifier>> PoseClassifier::Create(
    std::shared_ptr<const posedb::Collection> references, const Options& options) {
  const posedb::CollectionInfo expected = ReferenceCollectionInfo();
  if (references == nullptr || references->info().dimension != expected.dimension ||
      references->info().embedding_version != expected.embedding_version) {
    return Error{ErrorCode::kInvalidArgument,
                 "pose classifier: the collection's vectors are of another embedding; make them again"};
  }
  return std::shared_ptr<const PoseClassifier>(new PoseClassifier(std::move(references), options));
}

PoseClassifier::PoseClassifier(std::shared_ptr<const posedb::Collection> references, const Options& options)
    : references_(std::move(references)), options_(options) {}

std::vector<ExerciseVotes> PoseClassifier::Votes(const body::Pose& pose, std::optional<body::View> view) const {
  const auto vector = Embed(pose);
  if (!vector) return {};
  posedb::Filter filter;
  if (view) filter.push_back({"view", {std::string(body::ViewName(*view))}});
  const auto matches = references_->Search(*vector, options_.k, filter);
  if (!matches || matches->empty() || double{matches->front().distance} > options_.max_distance) return {};
  std::map<std::string, Tally, std::less<>> tallies;
  double total = 0;
  for (const posedb::Match& match : *matches) {
    const double distance = match.distance;
    const double weight = 1.0 / (distance + kEpsilon);
    Tally& tally = tallies[std::string(Value(*match.payload, "exercise"))];
    tally.weight += weight;
    tally.distance = std::min(tally.distance, distance);
    tally.phases[std::string(Value(*match.payload, "phase"))] += weight;
    total += weight;
  }
  std::vector<ExerciseVotes> votes;
  votes.reserve(tallies.size());
  for (const auto& [exercise, tally] : tallies) votes.push_back(VotesOf(exercise, tally, total));
  std::stable_sort(votes.begin(), votes.end(),
                   [](const ExerciseVotes& a, const ExerciseVotes& b) { return a.share > b.share; });
  return votes;
}

std::optional<PoseLabel> PoseClassifier::Classify(const body::Pose& pose, std::optional<body::View> view) const {
  const auto votes = Votes(pose, view);
  if (votes.empty()) return std::nullopt;
  const ExerciseVotes& best = votes.front();
  if (best.exercise == kNoExercise || best.share < options_.min_agreement) return std::nullopt;
  return PoseLabel{best.exercise, best.phase, best.share, best.distance};
}

std::optional<PoseLabel> LabelSmoother::Push(const std::optional<PoseLabel>& label, Seconds t) {
  window_.push_back({t, label});
  while (t - window_.front().t > kWindow) window_.pop_front();
  if (label && (label->phase == "start" || label->phase == "peak")) last_end_ = label->phase;

  std::map<std::string, double, std::less<>> sums;
  for (const Entry& entry : window_) {
    if (entry.label) sums[entry.label->exercise] += entry.label->confidence;
  }
  const auto best =
      std::max_element(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best == sums.end()) return std::nullopt;
  const double confidence = best->second / static_cast<double>(window_.size());
  if (confidence < kMinShareOfWindow) return std::nullopt;
  PoseLabel smooth;
  for (const Entry& entry : window_) {
    if (entry.label && entry.label->exercise == best->first) smooth = *entry.label;
  }
  smooth.confidence = confidence;
  if (smooth.phase == "out" || smooth.phase == "back") smooth.phase = last_end_ == "peak" ? "back" : "out";
  return smooth;
}

}  // namespace ezpt::motion
