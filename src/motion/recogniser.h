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
    int reps = 0;        ///< Complete repetitions that its own counter found.
    double support = 0;  ///< Mean share of the votes during those repetitions, [0, 1].
    double evidence = 0; ///< Seconds of repetitions, weighed by their support.
  };

  std::optional<std::string> id;      ///< Nothing: none of these.
  double confidence = 0;              ///< [0, 1]; of the rejection too, as 1 less the best candidate's.
  std::vector<Candidate> candidates;  ///< Those that counted anything, most evidence first.
};

/// Recognises the exercise in a stream of landmarks. Looking like an exercise is
/// not enough: a candidate's own Analyzer must have counted complete repetitions,
/// and the poses during them must look like that exercise more than like the
/// others or like nothing. Standing still, walking in or bending for a towel
/// therefore come to none.
/// Cost: one Analyzer an exercise and one search a frame; memory is bounded by
/// the longest repetition. Not thread-safe.
class Recogniser {
 public:
  struct Options {
    double min_support = 0.25;    ///< Mean share of votes a winner needs.
    double min_confidence = 0.4;  ///< Its part of all candidates' evidence.
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
    double time = 0;     ///< Seconds of repetitions.
    double support = 0;  ///< Seconds × share.
  };
  /// Votes of one frame, one share a track.
  struct Shares {
    Seconds t;
    std::vector<float> of_track;
  };

  Recogniser(std::shared_ptr<const PoseClassifier> classifier, const Options& options);
  void AddRepetition(std::size_t track, const Repetition& repetition);

  std::shared_ptr<const PoseClassifier> classifier_;
  Options options_;
  std::vector<Track> tracks_;
  std::deque<Shares> recent_;
  Seconds keep_{0};
};

}  // namespace ezpt::motion
