#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "body/landmarks.h"
#include "body/view.h"
#include "exercise/definition.h"
#include "motion/reference_vectors.h"
#include "posedb/collection.h"

namespace ezpt::motion {

/// Name and embedding version of the collection that holds reference vectors.
[[nodiscard]] posedb::CollectionInfo ReferenceCollectionInfo();

/// The reference vectors of all `definitions` and of idle poses, in a collection
/// in memory. Payload: exercise, phase, view, side ("left", "right" or absent),
/// source "library". Cost: some 10 ms an exercise.
[[nodiscard]] Result<std::shared_ptr<const posedb::Collection>> MakeReferenceCollection(
    std::span<const std::shared_ptr<const exercise::Definition>> definitions, const ReferenceOptions& options);

/// What one pose looks like.
struct PoseLabel {
  std::string exercise;
  std::string phase;      ///< "start", "out", "peak" or "back".
  double confidence = 0;  ///< Share of the votes, [0, 1].
  double distance = 0;    ///< To the nearest reference vector of that exercise.
};

/// One exercise's share of a pose's neighbours.
struct ExerciseVotes {
  std::string exercise;  ///< kNoExercise among them.
  std::string phase;     ///< The one with most of these votes.
  double share = 0;      ///< Of all votes, [0, 1].
  double distance = 0;   ///< To its nearest vector.
};

/// k nearest neighbours among reference vectors, with rejection: a pose far from
/// every reference, or whose neighbours disagree (standing still belongs to half
/// of the exercises), is none of these.
///
/// Votes weigh 1/(distance + ε). Immutable; thread-safe.
/// Cost: one exact search, tens of microseconds for some thousand vectors.
/// Source: k-NN with distance and agreement rejection (Hellman 1970).
class PoseClassifier {
 public:
  struct Options {
    std::size_t k = 15;
    double max_distance = 1.0;   ///< Of the nearest neighbour; embedding units.
    double min_agreement = 0.6;  ///< Share of the votes of the winning exercise.
  };

  /// Errors: kInvalidArgument when the vectors are not those of this embedding.
  static Result<std::shared_ptr<const PoseClassifier>> Create(std::shared_ptr<const posedb::Collection> references,
                                                              const Options& options);
  static Result<std::shared_ptr<const PoseClassifier>> Create(std::shared_ptr<const posedb::Collection> references) {
    return Create(std::move(references), Options{});
  }

  /// Nothing when the pose is none of these, or cannot be embedded.
  /// @param view restricts the neighbours to that view; nothing: any view.
  [[nodiscard]] std::optional<PoseLabel> Classify(const body::Pose& pose, std::optional<body::View> view) const;

  /// The votes themselves, most first; empty where the pose is far from all.
  [[nodiscard]] std::vector<ExerciseVotes> Votes(const body::Pose& pose, std::optional<body::View> view) const;

 private:
  PoseClassifier(std::shared_ptr<const posedb::Collection> references, const Options& options);

  std::shared_ptr<const posedb::Collection> references_;
  Options options_;
};

/// Labels over the last second to one that does not flicker: the exercise that
/// most frames agree on, its phase from the latest of them. "out" and "back" are
/// the same pose, so which one it is follows from whether the start or the peak
/// was seen last. Not thread-safe.
class LabelSmoother {
 public:
  [[nodiscard]] std::optional<PoseLabel> Push(const std::optional<PoseLabel>& label, Seconds t);

 private:
  struct Entry {
    Seconds t;
    std::optional<PoseLabel> label;
  };
  std::deque<Entry> window_;
  std::string last_end_ = "start";  ///< "start" or "peak", whichever was seen last.
};

}  // namespace ezpt::motion
