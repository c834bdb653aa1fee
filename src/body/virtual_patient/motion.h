#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "body/contacts.h"

namespace ezpt::body {

/// Time of each part of one repetition.
struct RepTempo {
  Seconds out{2.0};    ///< From the start pose to the end pose.
  Seconds pause{0.0};  ///< Held at the end pose.
  Seconds back{2.0};   ///< To the start pose again.
  Seconds rest{0.6};   ///< Still, before the next one.
};

/// One repetition's key poses: whole poses, as the caller resolved them.
struct RepPoses {
  JointAngles start;
  std::optional<JointAngles> middle;  ///< Passed through half-way, out and back.
  JointAngles end;
  RepTempo tempo;
};

/// What differs in one repetition.
struct RepOverride {
  int repetition = 0;  ///< From 0.
  RepPoses poses;
  std::string fault_id;  ///< What the truth calls it; empty: no fault.
};

/// An exercise as the body needs it, for one working side.
struct ExerciseMotion {
  std::string exercise_id;
  Posture posture = Posture::kStanding;
  std::vector<Contact> contacts;
  RepPoses poses;
  Side working = Side::kLeft;
  /// For alternating exercises: the poses of the repetitions in between, when the
  /// other side works. Nothing: every repetition is alike.
  std::optional<RepPoses> other_side;
};

/// The motion's contacts; of an alternating one also their mirror images, since
/// each side stands while the other one works.
[[nodiscard]] std::vector<Contact> ContactsOf(const ExerciseMotion& motion);

/// What happens, one thing after the other.
struct Event {
  enum class Kind {
    kRepetitions,  ///< `repetitions` of the exercise.
    kStandStill,   ///< `duration` in the start pose, breathing and swaying.
    kWalkIn,       ///< From outside the picture to the start pose (first event only).
    kTowel,        ///< Bends, picks a towel up from the floor and rises (standing only).
    kScratch,      ///< A hand to the head and back.
  };
  Kind kind = Kind::kRepetitions;
  int repetitions = 5;
  std::vector<RepOverride> overrides;
  Seconds duration{3.0};  ///< kStandStill only.
};

/// A repetition that the motion contains, as it is done.
struct RepetitionTruth {
  Seconds start, peak, end;
  Side side = Side::kLeft;
  std::string fault_id;
};

/// How much people vary from one repetition to the next (of the amplitude and the
/// durations), and how much they sway when still.
struct Variation {
  double amplitude = 0.015;
  double tempo = 0.05;
  Degrees sway{0.6};
};

/// Joint angles over time, before contacts. Angles between key poses follow
/// minimum-jerk curves. The walk and the towel's reach are scripted, too.
/// Immutable; thread-safe; the same seed gives the same motion to the bit.
class Timeline {
 public:
  enum class Mode { kPose, kWalk };
  struct Moment {
    Mode mode = Mode::kPose;
    JointAngles angles;
    double walk = 0.0;  ///< kWalk: [0, 1] of the way in, walking and turning.
    bool towel_in_hand = false;
    int repetition = -1;    ///< Index into `repetitions()`, or −1 between them.
    double progress = 0.0;  ///< [0, 1] from the start pose to the end pose.
  };

  /// Errors: no events, a walk-in that is not first, a towel outside standing
  /// or a second one, more than 1,000 repetitions or an hour, an override of a repetition that is
  /// not there, a time that is not positive.
  [[nodiscard]] static Result<Timeline> Create(const ExerciseMotion& motion, const std::vector<Event>& events,
                                               const Variation& variation, uint64_t seed);

  [[nodiscard]] Seconds duration() const { return duration_; }
  [[nodiscard]] const std::vector<RepetitionTruth>& repetitions() const { return repetitions_; }
  /// `t` is clamped to [0, duration].
  [[nodiscard]] Moment At(Seconds t) const;
  /// When the hand closes on the towel, if there is one.
  [[nodiscard]] std::optional<Seconds> towel_grip() const { return towel_grip_; }

 private:
  struct Span {
    Event::Kind kind;
    double from, to;  ///< Seconds.
    int repetition = -1;
    RepPoses poses;  ///< kRepetitions only; its times as done.
  };

  void AddRepetitions(const ExerciseMotion& motion, const Event& event, const Variation& variation, uint64_t seed);
  void Add(Event::Kind kind, double seconds);
  void Sway(double t, JointAngles& angles) const;
  [[nodiscard]] Moment RepetitionAt(const Span& span, double into) const;
  [[nodiscard]] Moment TowelAt(double into) const;

  JointAngles rest_;
  Posture posture_ = Posture::kStanding;
  Side working_ = Side::kLeft;
  double sway_ = 0.0;
  std::array<double, 8> sway_phase_{};
  std::vector<Span> spans_;
  std::vector<RepetitionTruth> repetitions_;
  Seconds duration_;
  std::optional<Seconds> towel_grip_;
};

/// Seconds that the scripted events take.
inline constexpr double kWalkSeconds = 4.2, kTowelSeconds = 5.0, kScratchSeconds = 2.6;

}  // namespace ezpt::body
