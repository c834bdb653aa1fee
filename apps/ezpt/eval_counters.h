#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "body/landmarks.h"
#include "eval.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::app {

/// All poses of a recording.
struct PoseRecording {
  body::StreamInfo info;
  std::vector<body::PoseFrame> frames;
};

/// Of a landmark stream, or of a video by the evaluation's model. Errors: PoseSource's.
[[nodiscard]] Result<PoseRecording> ReadPoses(const std::string& path, const Evaluation& evaluation);

/// What `ezpt analyze --exercise ID` counts. Errors: RecordingAnalyzer's.
[[nodiscard]] Result<motion::Analysis> AnalyzeNamed(const exercise::Definition& definition,
                                                    const PoseRecording& recording);
/// What `ezpt analyze --exercise none` counts.
[[nodiscard]] int CountUnnamed(const PoseRecording& recording);
/// The plainest counter, for comparison: the body along the direction in which it moves most, and hysteresis between
/// 35 and 65 % of the range between the 5th and the 95th percentile; of both directions the one that counts more.
[[nodiscard]] int CountPlainly(const PoseRecording& recording);

/// Start and end in seconds.
using Interval = std::pair<double, double>;

/// Counts compared with the truth over many recordings.
struct Tally {
  int recordings = 0;
  int exact = 0;
  int within_one = 0;
  double relative_error = 0;
  int timed = 0;
  int overlapping = 0;
  int recognised = 0;

  void Count(int found, int truth);
  void Overlap(const std::vector<motion::Repetition>& reps, const std::vector<Interval>& truths);
  /// Adds its rows; none without a recording.
  void Report(const std::string& data, Evaluation& evaluation) const;
  /// Only the row of those counted exactly.
  void ReportExact(const std::string& data, Evaluation& evaluation) const;
};

}  // namespace ezpt::app
