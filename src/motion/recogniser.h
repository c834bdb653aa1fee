#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "body/landmarks.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"

namespace ezpt::motion {

/// What a recording seems to show, of the exercises that were asked about.
struct Recognition {
  struct Candidate {
    std::string id;
    int reps = 0;         ///< Complete repetitions that its own counter found.
    double distance = 0;  ///< Mean distance of the poses around their peaks to its reference vectors.
    double support = 0;   ///< Against the other candidates and no exercise at all, [0, 1].
    double lag = 0;       ///< How much nearer the nearest exercise of all was, counted or not.
    double evidence = 0;  ///< Seconds of repetitions, weighed by their support.
  };

  std::optional<std::string> id;      ///< Nothing: none of these.
  double confidence = 0;              ///< [0, 1]; of the rejection too, as 1 less the best candidate's.
  std::vector<Candidate> candidates;  ///< Those that counted anything, most evidence first.
};

/// Recognises the exercise in a stream of landmarks. Looking like an exercise is
/// not enough: a candidate's own Analyzer must have counted complete repetitions,
/// and the poses around their peaks must be nearer to that exercise than to the
/// other candidates or to doing nothing. Standing still, walking in or bending
/// for a towel therefore come to none.
/// Cost: one Analyzer an exercise and one search a frame; memory is bounded by
/// the longest repetition. Not thread-safe.
class Recogniser {
 public:
  struct Options {
    double scale = 0.35;           ///< Embedding units: a pose this much nearer is e times as likely.
    double likeness_scale = 0.05;  ///< Cosine: a movement this much more like it is e times as likely.
    double max_distance = 4.6;     ///< Embedding units: farther is none of these, whatever was counted.
    double max_lag = 0.45;         ///< Embedding units: an exercise that was not counted may be this much nearer.
    double min_support = 0.35;
  };

  static Result<Recogniser> Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                   std::shared_ptr<const PoseClassifier> classifier, const body::StreamInfo& stream,
                                   AnalyzerOptions analyzer_options, const Options& options);
  static Result<Recogniser> Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                   std::shared_ptr<const PoseClassifier> classifier, const body::StreamInfo& stream,
                                   AnalyzerOptions analyzer_options = {}) {
    return Create(definitions, std::move(classifier), stream, analyzer_options, Options{});
  }

  void Push(const body::PoseFrame& frame);

  /// The verdict on everything so far.
  [[nodiscard]] Recognition Finish() const;
  /// The analysis that the exercise's own counter made; nothing for an id that was not asked about.
  [[nodiscard]] std::optional<Analysis> AnalysisOf(const std::string& id) const;

 private:
  struct Track {
    std::shared_ptr<const exercise::Definition> definition;
    Analyzer analyzer;
    int reps = 0;
    double time = 0;                ///< Seconds of repetitions.
    double likeness = 0;            ///< Seconds × the repetitions' likeness.
    std::vector<double> distances;  ///< Seconds × mean distance: of every track, and of no exercise.
  };
  /// One frame's distance to every track's exercise, and to none.
  struct Near {
    Seconds t;
    std::vector<float> to;
  };

  Recogniser(std::shared_ptr<const PoseClassifier> classifier, const Options& options);
  void AddRepetition(Track& track, const Repetition& repetition);
  [[nodiscard]] double SupportOf(std::size_t index) const;
  [[nodiscard]] double LagOf(std::size_t index) const;

  std::shared_ptr<const PoseClassifier> classifier_;
  Options options_;
  std::vector<Track> tracks_;
  std::deque<Near> recent_;
  Seconds keep_{0};
};

}  // namespace ezpt::motion
