#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"
#include "body/view.h"
#include "exercise/definition.h"
#include "motion/observer.h"

namespace ezpt::motion {

/// The side that works in a unilateral exercise.
enum class SideChoice {
  kAuto,  ///< The side that moves more; in a side view the nearer one.
  kLeft,
  kRight,
  kBoth,
};

/// What else people do: the movements of the exercises that are known. See reference_movement.h.
struct MovementLibrary;
/// One time that a movement was done. See repeated_movement.h.
struct Cycle;

struct AnalyzerOptions {
  SideChoice side = SideChoice::kAuto;
  /// A movement that is more like another one of these is not this exercise. Null: nothing to compare with.
  std::shared_ptr<const MovementLibrary> others{};
  /// When the movements were, in order of time, where that is known already: each counts, and nothing else does. Null:
  /// the analyzer finds them.
  std::shared_ptr<const std::vector<Cycle>> movements{};
  /// A landmark that scores below this is not seen.
  float min_score = 0.2f;
};

/// Where the person is within a repetition.
enum class Phase {
  kNotReady,  ///< Nobody, not in the start position, or the view cannot count.
  kReady,     ///< In the start position.
  kOut,       ///< From the start towards the far end.
  kPeak,      ///< Far enough to count; the hold runs here.
  kBack,      ///< On the way back to the start.
};

/// "not_ready", "ready", "out", "peak" or "back".
[[nodiscard]] std::string_view PhaseName(Phase phase);

/// Why no repetition can be counted now. Here and below the reasons are codes; coach/reasons.h has the words.
enum class Obstacle {
  kNone,
  kNobody,         ///< No person in the frame.
  kNotSeen,        ///< A joint that the exercise needs is hidden or out of the frame.
  kWrongView,      ///< The exercise cannot be counted from this side.
  kNotInPosition,  ///< Not (yet) in the start position.
  kSeated,         ///< Seated, where the exercise begins standing.
};

/// Why a movement ended without counting.
enum class Dismissal {
  kTurned,         ///< The person turned during it.
  kTooShort,       ///< Came back before it had gone a part of the person's own way.
  kTooFast,        ///< Shorter than the definition's shortest repetition.
  kTooSlow,        ///< Longer than its longest.
  kLeftPicture,    ///< What it is counted by was lost, on pictures that came.
  kNoPictures,     ///< Pictures stopped coming: what was done meanwhile nobody knows.
  kOtherMovement,  ///< More like something else than like this exercise.
  kFeetMoved,      ///< A foot that stays in this exercise did not.
};

struct Dismissed {
  Dismissal reason = Dismissal::kTooShort;

  friend bool operator==(const Dismissed&, const Dismissed&) = default;
};

/// Why a measure is not ok.
enum class Doubt {
  kNone,
  kFromTheSide,    ///< Cannot be measured from the side: it takes the front.
  kFromTheFront,   ///< Cannot be measured from the front: it takes the side.
  kAtAnAngle,      ///< Cannot be measured at this angle: it takes the side.
  kNotSeen,        ///< What it is measured by was not seen.
  kPartlyHidden,   ///< Hidden for part of the movement.
  kTooFewFrames,   ///< Between two frames it may have gone farther.
  kForeshortened,  ///< Seen at an angle, which shortens it.
  kNoShape,        ///< The stream does not say what shape its picture has.
};

enum class MeasureStatus { kOk, kUncertain, kNotMeasurable };

/// "ok", "uncertain" or "not_measurable".
[[nodiscard]] std::string_view MeasureStatusName(MeasureStatus status);

/// A movement that ended without counting, and when that was known.
struct DismissedMovement {
  Seconds t;
  Dismissed why;

  friend bool operator==(const DismissedMovement&, const DismissedMovement&) = default;
};

struct MeasureValue {
  std::string id;
  std::optional<double> value;      ///< Nothing when not measurable.
  std::optional<double> plusminus;  ///< Nothing until an error model is fitted.
  body::SignalUnit unit = body::SignalUnit::kDegrees;
  MeasureStatus status = MeasureStatus::kOk;
  Doubt doubt = Doubt::kNone;  ///< When status is not kOk.

  friend bool operator==(const MeasureValue&, const MeasureValue&) = default;
};

struct FaultSpan {
  std::string id;
  Seconds from;
  Seconds to;
  exercise::Severity severity = exercise::Severity::kMinor;

  friend bool operator==(const FaultSpan&, const FaultSpan&) = default;
};

/// One complete repetition: left the start, went far enough, came back.
struct Repetition {
  Seconds start;
  Seconds peak;  ///< The moment of the farthest point.
  Seconds end;
  std::optional<body::Side> side;  ///< The side that worked; nothing when both did.
  body::View view = body::View::kFront;
  Seconds hold;         ///< Time near the farthest point.
  double way = 0;       ///< How far it went, of the prescribed way.
  double likeness = 0;  ///< How like the exercise its movement was, a cosine.
  /// How far its poses at rest and at the farthest point were from the exercise's: mean square over the joints, trunks.
  double distance = 0;
  std::vector<MeasureValue> measures;
  std::vector<FaultSpan> faults;  ///< By time of onset.
  double score = 0;               ///< [0, 1]; 1 is without any fault.
  bool judged = false;            ///< Seen from where its form can be judged.
  bool correct = false;           ///< Judged, with no major or harmful fault, and in enough frames.
};

/// A time spent at the far end of an exercise that asks for a hold.
struct Hold {
  Seconds start;
  Seconds end;
  bool complete = false;  ///< At least 90 % of the prescribed hold.
};

/// From which side the camera sees the person.
struct ViewEstimate {
  bool known = false;  ///< False until enough of the body has been seen.
  body::View view = body::View::kFront;
  body::Side nearer = body::Side::kLeft;
  /// Turn away from the camera: 0 faces it, 90 is sideways.
  Degrees yaw;
};

/// What one frame changed.
struct MotionUpdate {
  Seconds t;
  bool person = false;
  ViewEstimate view;
  Phase phase = Phase::kNotReady;
  std::optional<body::Side> working;  ///< The side that moves; nothing where both do, or none.
  /// How far along the movement is: 0 where the person rests, 1 as far as the exercise's end pose; may pass 1.
  double progress = 0;
  Seconds hold;                            ///< Time held at the far end in this repetition.
  std::vector<std::string> active_faults;  ///< Ids, the most severe first.
  std::optional<Repetition> completed;     ///< Set on the one frame that completes it.
  std::optional<Dismissed> dismissed;      ///< Set on the one frame on which a movement ended without counting.
  int rep_count = 0;
  Obstacle obstacle = Obstacle::kNone;
};

/// How far the recording can be trusted.
struct Quality {
  int frames = 0;
  int frames_with_person = 0;
  double mean_score = 0;           ///< Over the landmarks of frames with a person.
  double countable_share = 0;      ///< Frames on which nothing stood in the way of counting.
  std::optional<body::View> view;  ///< The one seen most.
  std::vector<Obstacle> problems;  ///< The commonest first.
};

struct Analysis {
  /// Of the movements that did not count, no more than this are kept.
  static constexpr std::size_t kMostDismissed = 1000;

  std::vector<Repetition> reps;
  std::vector<Hold> holds;
  std::vector<DismissedMovement> dismissed;  ///< In order of time.
  Observed observed;
  Quality quality;
};

/// Landmarks over time to repetitions, measures and faults of one exercise.
/// Causal: each frame is answered at once and never revised, so a recording
/// gives what the patient saw live. The same frames give the same bits on every
/// platform. Frames must come in order of time; one that does not is ignored.
/// A repetition that is under way when the stream ends is not counted.
/// Cost: O(signals of the definition) a frame; memory is bounded by one
/// repetition of `max_duration`. One instance belongs to one thread at a time.
/// Frames may come at any rate and unevenly. Moments between frames that are far apart
/// are filled in; what may have happened unseen there is neither named as a fault nor
/// called correct, and a measure that it touches is uncertain.
/// The stages, in order: what is not a number is not seen, left and right (inversion_filter.h),
/// body scale (scale_tracker.h), view (view_estimator.h), heading (heading.h), how far along the movement
/// (reference_movement.h), signals (signal_reader.h), repetition (segmenter.h), what it was (analyzer_judgement.cc),
/// faults and measures (form.h).
class Analyzer {
 public:
  /// Errors: kInvalidArgument when the definition names an unknown signal, or
  /// counts from no view.
  static Result<Analyzer> Create(const exercise::Definition& definition, body::StreamInfo stream,
                                 const AnalyzerOptions& options = {});

  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

  MotionUpdate Push(const body::PoseFrame& frame);

  /// That the person is at rest now, as who stands still before a set begins: what moved until here was the way there.
  void BeginFromHere();

  /// Everything so far. May be called at any time.
  [[nodiscard]] Analysis Finish() const;

  /// The same of a recording that is over. One that was begun at the far end and is there again has the last repetition
  /// in it too: its two halves are at the recording's two ends. And where nothing else was done, what may have been a
  /// repetition and was not done again was the one that was recorded.
  [[nodiscard]] Analysis FinishRecording() const;

  /// The signal on the last frame, as repetitions are counted and measured by it: left and right put right, smoothed.
  /// Nothing where it was not seen, or the definition does not use it.
  [[nodiscard]] std::optional<double> Latest(body::Signal signal, body::Side side) const;

 private:
  class Impl;
  explicit Analyzer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  std::unique_ptr<Impl> other_side_;  ///< Where a side was chosen: only to say that the other one did it.
};

}  // namespace ezpt::motion
