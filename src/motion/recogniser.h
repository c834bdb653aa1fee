#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "motion/recording_analyzer.h"

namespace ezpt::motion {

/// Which exercise a recording shows.
struct Recognition {
  struct Candidate {
    std::string id;
    int reps = 0;        ///< Repetitions that its own counter found.
    double fit = 0;      ///< How near their poses and movement were to its own: a log-likelihood, up to a constant.
    double support = 0;  ///< Against the other candidates and no exercise at all, [0, 1].
  };

  std::optional<std::string> id;      ///< Nothing: none of these.
  double confidence = 0;              ///< [0, 1]; of the rejection too, as 1 less the best candidate's.
  std::vector<Candidate> candidates;  ///< Those that counted anything, most support first.
};

/// Recognises the exercise in a recording. Looking like an exercise is not enough: a candidate's own counter must have
/// found repetitions, and their poses and movement must be nearer to that exercise than to the other candidates or to
/// doing nothing. Standing still, walking in or bending for a towel therefore come to none.
/// Cost: one RecordingAnalyzer an exercise. Not thread-safe.
class Recogniser {
 public:
  struct Options {
    double least_fit = 2;      ///< As likely as no exercise at all.
    double beside_view = 0.3;  ///< How seldom people film what they do from where its form cannot be seen.
    double min_support = 0.35;
  };

  /// Errors: kInvalidArgument without an exercise; the Analyzer's.
  static Result<Recogniser> Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                   const body::StreamInfo& stream, const AnalyzerOptions& analyzer_options,
                                   const Options& options);
  static Result<Recogniser> Create(std::span<const std::shared_ptr<const exercise::Definition>> definitions,
                                   const body::StreamInfo& stream, const AnalyzerOptions& analyzer_options = {}) {
    return Create(definitions, stream, analyzer_options, Options{});
  }

  void Push(const body::PoseFrame& frame);

  /// The verdict on everything so far.
  [[nodiscard]] Recognition Finish() const;
  /// The analysis that the exercise's own counter made; nothing for an id that was not asked about.
  [[nodiscard]] std::optional<Analysis> AnalysisOf(const std::string& id) const;

 private:
  struct Track {
    std::shared_ptr<const exercise::Definition> definition;
    RecordingAnalyzer analyzer;
  };

  explicit Recogniser(const Options& options) : options_(options) {}
  [[nodiscard]] double FitOf(const std::vector<Repetition>& reps) const;

  Options options_;
  std::vector<Track> tracks_;
};

}  // namespace ezpt::motion
