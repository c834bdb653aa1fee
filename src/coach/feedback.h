#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/view.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/personal_limit.h"

namespace ezpt::coach {

/// Where the session stands; names are those of docs/formats/live-protocol.md.
enum class SessionState {
  kSetup,    ///< Checking the position; counts nothing.
  kReady,    ///< Every check holds; starts by itself after three seconds, which are counted down.
  kActive,   ///< A set is under way.
  kPaused,   ///< The person left, raised both hands, or asked for it.
  kResting,  ///< Between two sets.
  kDone,     ///< Dose reached or stopped; nothing changes any more.
};
[[nodiscard]] std::string_view Name(SessionState state);

/// How much a cue matters: minor, major, harmful, in this order of priority.
using CueSeverity = exercise::Severity;
[[nodiscard]] std::string_view Name(CueSeverity severity);

/// Whether a text is to be spoken with this very message, or only shown.
enum class Speak { kNo, kNow };

/// One plain sentence for the patient.
struct Message {
  std::string id;
  std::string text;
  Speak speak = Speak::kNo;

  friend bool operator==(const Message&, const Message&) = default;
};

struct Cue {
  Message message;  ///< Its id is the fault's.
  CueSeverity severity = CueSeverity::kMinor;

  friend bool operator==(const Cue&, const Cue&) = default;
};

/// One item of the set-up check, in the order in which they are shown:
/// person, light, in_frame, distance, position, view, still.
struct CheckItem {
  std::string_view id;
  bool ok = false;

  friend bool operator==(const CheckItem&, const CheckItem&) = default;
};

/// The joint that matters: landmark indices to draw the arc with, and degrees of
/// the definition's first measure that this view supports and that has a target.
struct TargetArc {
  std::size_t vertex = 0;
  std::size_t from = 0;
  std::size_t to = 0;
  std::string measure;
  Degrees value;
  Degrees min;
  Degrees max;
  bool reached = false;  ///< The value is inside the range, or beyond its nearer end.

  friend bool operator==(const TargetArc&, const TargetArc&) = default;
};

struct HoldTimer {
  Seconds held;
  Seconds target;

  friend bool operator==(const HoldTimer&, const HoldTimer&) = default;
};

using motion::FaultSpan;
using motion::MeasureValue;

/// A repetition that completed.
struct RepReport {
  int number = 0;  ///< 1, 2 … within the set.
  int set = 1;
  Seconds start;
  Seconds peak;
  Seconds end;
  std::optional<body::Side> side;  ///< The working side, where the exercise has one.
  std::optional<double> score;     ///< [0, 1].
  bool correct = false;
  std::vector<MeasureValue> measures;
  std::vector<FaultSpan> faults;

  friend bool operator==(const RepReport&, const RepReport&) = default;
};

/// What the movement looks like, whatever was prescribed.
struct Recognised {
  std::string exercise;
  std::string phase;  ///< "start", "out", "peak" or "back".
  double confidence = 0;

  friend bool operator==(const Recognised&, const Recognised&) = default;
};

/// Something worth keeping with the record: a change of state, a repetition, a cue.
enum class EventKind { kState, kRep, kCue, kPraise, kInstruction };
[[nodiscard]] std::string_view Name(EventKind kind);
struct Event {
  EventKind kind = EventKind::kState;
  Seconds t;
  std::string id;    ///< State name and reason ("paused.left"), repetition number, cue or message id.
  std::string text;  ///< What was said or shown, if anything.

  friend bool operator==(const Event&, const Event&) = default;
};

/// The phase of the movement: at the start pose, going out, at the end pose, coming back.
enum class MovePhase { kRest, kOut, kHold, kBack };
[[nodiscard]] std::string_view Name(MovePhase phase);

/// All that a page shows for one frame. Finite numbers; what is unknown is absent.
struct Feedback {
  uint32_t sequence = 0;
  Seconds t;
  SessionState state = SessionState::kSetup;
  std::string_view pause_reason;       ///< "left", "hands", "asked" while paused, else empty.
  std::optional<body::Pose> pose;      ///< For the overlay, in the stream's space.
  std::optional<Message> instruction;  ///< One at a time.
  std::vector<CheckItem> checks;       ///< In kSetup and kReady; else empty.
  std::optional<Seconds> starts_in;    ///< In kReady.
  int set = 1;                         ///< The set under way.
  int sets = 1;
  int count = 0;  ///< Repetitions of this set.
  int target = 0;
  MovePhase phase = MovePhase::kRest;
  double progress = 0;  ///< 0–1 through the movement: 1 at its far end.
  std::optional<HoldTimer> hold;
  std::optional<Seconds> rest_left;  ///< In kResting.
  std::optional<TargetArc> arc;
  std::optional<Cue> cue;  ///< Stays while it is to be shown.
  std::optional<Message> praise;
  /// Short words to be said with this very frame: countdown, count, last, hold, turn (coach/announcer.h).
  std::vector<Message> moments;
  std::string why;                 ///< Why nothing can be counted or measured now; empty when it can.
  std::optional<RepReport> rep;    ///< The repetition that just completed.
  std::optional<body::View> view;  ///< The view as seen, when it is certain enough.
  std::optional<Recognised> recognised;
  std::vector<Event> events;  ///< What happened with this frame.
};

/// What a session came to. Recompute(definition, chunks) gives the same to the bit.
struct SessionSummary {
  struct FaultCount {
    std::string id;
    int count = 0;  ///< Repetitions with this fault.

    friend bool operator==(const FaultCount&, const FaultCount&) = default;
  };

  SessionState state = SessionState::kSetup;
  std::string stop_reason;  ///< "done", "pain", "fatigue", "other"; empty while it runs.
  int count = 0;            ///< Repetitions of all sets.
  int target = 0;           ///< Of all sets.
  int correct = 0;
  int sets_done = 0;
  int sets = 1;
  Seconds duration;  ///< First to last frame.
  Seconds active;    ///< Time in kActive.
  Seconds unseen;    ///< Time in kActive that no frame covers, in gaps too long to follow a movement over.
  uint32_t frames = 0;
  uint32_t frames_with_person = 0;
  std::vector<RepReport> reps;
  std::vector<FaultCount> faults;  ///< In the definition's order, those that occurred.
  std::vector<Event> events;
  /// The person's limit that the session was held to; goals and faults are those of AsCoached (coach/limits.h).
  std::optional<motion::PersonalLimit> limit;
  std::vector<Message> reasons;  ///< Why nothing counted, or for how long the picture stood still; in its language.

  friend bool operator==(const SessionSummary&, const SessionSummary&) = default;
};

}  // namespace ezpt::coach
