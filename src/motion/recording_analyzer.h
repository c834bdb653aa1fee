#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "body/landmarks.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/body_trace.h"

namespace ezpt::motion {

/// Keeps a recording that is no longer than one repetition may last, and takes it
/// as cut out of a longer movement: each edge that falls into a movement is
/// completed by the mirror image in time of what was seen.
class CutRecording {
 public:
  /// @param longest  a recording longer than this is not kept.
  explicit CutRecording(Seconds longest) : longest_(longest) {}

  /// Frames must come in order of time.
  void Push(const body::PoseFrame& frame);

  /// The recording backwards, forwards and backwards again, with times that go on
  /// growing; the middle one keeps its own. Empty for a recording that was too long.
  [[nodiscard]] std::vector<body::PoseFrame> Unfold() const;

  /// The one repetition, of those found in the unfolded frames, that an edge cuts:
  /// the first that went as far as its exercise asks for (no fault judged at the
  /// peak). Its times are those inside the recording, and no fault of duration is
  /// named, since nobody saw how long it took.
  [[nodiscard]] std::optional<Repetition> Choose(const exercise::Definition& definition,
                                                 const std::vector<Repetition>& found) const;

 private:
  Seconds longest_;
  std::vector<body::PoseFrame> frames_;
  bool too_long_ = false;
};

/// A whole recording of one exercise: the Analyzer's repetitions, and what only who has seen all of it can tell.
/// - Where it has none that is complete, the one that the recording's beginning or end cuts off.
/// - Where it has some, and the recording as a whole repeats a movement more often (repeated_movement.h), each of
///   these, if nearly all of them are the exercise: a tremble, a small movement or a first one in doubt is told
///   from its like by all the others.
/// A live session never uses this: there the set-up check comes first, and what is not complete is not counted.
/// Cost and threads: those of the Analyzer; once or four times more the frames at the end, which are kept for ten
/// minutes.
class RecordingAnalyzer {
 public:
  /// Errors: the Analyzer's.
  static Result<RecordingAnalyzer> Create(const exercise::Definition& definition, body::StreamInfo stream,
                                          const AnalyzerOptions& options = {});

  MotionUpdate Push(const body::PoseFrame& frame);

  /// The Analyzer's.
  [[nodiscard]] std::optional<double> Latest(body::Signal signal, body::Side side) const {
    return analyzer_.Latest(signal, side);
  }

  /// To be called once, at the recording's end.
  [[nodiscard]] Analysis Finish() const;

 private:
  RecordingAnalyzer(Analyzer analyzer, const exercise::Definition& definition, const body::StreamInfo& stream,
                    const AnalyzerOptions& options);

  [[nodiscard]] std::optional<Analysis> CountAsAWhole(const Analysis& found) const;

  Analyzer analyzer_;
  exercise::Definition definition_;
  body::StreamInfo stream_;
  AnalyzerOptions options_;
  CutRecording cut_;
  BodyTrace body_;
  std::vector<body::PoseFrame> frames_;
  bool too_long_ = false;
};

}  // namespace ezpt::motion
