#pragma once

#include "body/landmarks.h"
#include "motion/analyzer.h"
#include "motion/body_trace.h"
#include "motion/observer.h"
#include "motion/repeated_movement.h"

namespace ezpt::motion {

/// What a recording shows when no exercise is named.
struct UnnamedAnalysis {
  RepeatedMovement movement;
  Analysis analysis;  ///< How far the recording could be seen. No repetitions: there is nothing to judge them by.
};

/// A whole recording of no exercise in particular. Cost: O(1) a frame, and FindRepeatedMovement at the end. One thread
/// at a time.
class UnnamedAnalyzer {
 public:
  explicit UnnamedAnalyzer(const body::StreamInfo& stream, const AnalyzerOptions& options = {})
      : body_(stream.space), observer_(options.min_score) {}

  /// Frames must come in order of time.
  void Push(const body::PoseFrame& frame);
  /// To be called once, at the recording's end.
  [[nodiscard]] UnnamedAnalysis Finish() const;

 private:
  BodyTrace body_;
  Observer observer_;
  double score_sum_ = 0;
};

}  // namespace ezpt::motion
