#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "base/units.h"
#include "motion/analyzer.h"
#include "motion/repeated_movement.h"

namespace ezpt::motion {

/// Cuts how far along a movement somebody is (1 more at the reference's far end than at its start, anything at rest)
/// into repetitions, as it comes. The person is the scale: what rest is and how far a repetition goes follows from
/// where this person rests, turns and comes back to, not from the exercise. A repetition leaves the rest, goes out, and
/// comes back most of that way; it is over at rest, or where the person stays, or turns around for the next one. What
/// goes less than a part of this person's own way is an attempt.
class Segmenter {
 public:
  enum class Event {
    kNone,
    kLeft,       ///< A movement began; see current().
    kCompleted,  ///< See finished(). After a turn-around the next is under way already.
    kTooShort,   ///< Came back without having gone far enough.
    kTooFast,    ///< Complete, but under the minimum duration.
    kTooLong,    ///< Did not come back in time.
    kLost,       ///< How far along it is was not known for too long.
  };

  struct Span {
    Seconds start;
    Seconds peak;
    Seconds end;
    double rest = 0;  ///< Where it left from, …
    double top = 0;   ///< … and the farthest that it came to.

    [[nodiscard]] double way() const { return top - rest; }
  };

  /// @param given  the movements' times in order, where they are known: nothing else is one. Must outlive this.
  Segmenter(Seconds min_duration, Seconds max_duration, const std::vector<Cycle>* given = nullptr)
      : min_(min_duration), max_(max_duration), given_(given) {}

  /// @param may_start whether the person is in the start position now.
  Event Step(Seconds t, std::optional<double> along, bool may_start);
  /// Drops the movement under way and wants the start position again; the person's own way is still known.
  void Reset();
  /// That the movement which completed last was one of the person's repetitions.
  void Accept();
  /// That the other side's repetitions go so far: this one's go some way of that, too.
  void Expect(double way) { others_ = way; }

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] bool moving() const {
    return phase_ == Phase::kOut || phase_ == Phase::kPeak || phase_ == Phase::kBack;
  }
  /// Whether the movement under way has gone as far as a repetition.
  [[nodiscard]] bool far_enough() const { return moving() && current_.way() >= NeededWay(); }
  /// Whether it has gone most of the person's own way.
  [[nodiscard]] bool far() const;
  /// REQUIRES: moving().
  [[nodiscard]] const Span& current() const { return current_; }
  /// The last one that completed.
  [[nodiscard]] const Span& finished() const { return finished_; }
  /// Where the person rests now.
  [[nodiscard]] double rest() const { return rest_; }

 private:
  struct Point {
    Seconds t;
    double p;
  };
  struct Range {
    double low, high;
    [[nodiscard]] double size() const { return high - low; }
  };
  static constexpr std::size_t kRemembered = 5;

  Event Given(Seconds t, double p);
  Event AtRest(Seconds t, double p, bool may_start);
  Event Moving(Seconds t, double p);
  Event ComeBack(Seconds end, double rest);
  void Begin(Seconds start, double from, Seconds t, double p);
  [[nodiscard]] Seconds Onset(double p) const;
  /// Nothing where less than `time` is known, or too few moments of it.
  [[nodiscard]] std::optional<Range> RangeOver(Seconds time) const;
  [[nodiscard]] double OwnWay() const;
  [[nodiscard]] double NeededWay() const;

  Seconds min_, max_;
  const std::vector<Cycle>* given_;
  std::size_t next_ = 0;  ///< Of those given.
  Phase phase_ = Phase::kNotReady;
  std::deque<Point> history_;
  Span current_, finished_;
  Seconds last_seen_{}, last_ready_{-1e9};
  Seconds earliest_{-1e9};  ///< A movement cannot begin before the last one ended.
  double rest_ = 0;
  double lowest_ = 0;  ///< Since the peak.
  Seconds lowest_at_{};
  std::array<double, kRemembered> ways_{};  ///< Of the repetitions lately.
  std::size_t count_ = 0;
  double others_ = 0;
};

}  // namespace ezpt::motion
