#pragma once

#include <deque>
#include <optional>

#include "base/units.h"
#include "motion/analyzer.h"

namespace ezpt::motion {

/// Cuts a progress signal (0 at the definition's rest, 1 at its peak) into
/// repetitions, as it comes: leave the rest, reach the peak, come back. Two
/// levels with hysteresis make jitter count nothing. A person who turns around
/// before having come all the way back has finished that repetition too, if most
/// of the way was covered; the turning point is then its end. So has who comes to
/// rest there: stiff, tired, or seen otherwise than at the start. The next movement
/// then leaves from and comes back to where they rested.
class Segmenter {
 public:
  enum class Event {
    kNone,
    kLeft,       ///< A movement began; see start().
    kCompleted,  ///< See finished().
    kTooShort,   ///< Came back without having gone far enough.
    kTooFast,    ///< Complete, but under the minimum duration.
    kTooLong,    ///< Did not come back in time.
    kLost,       ///< The signal was missing for too long.
  };

  struct Span {
    Seconds start;
    Seconds peak;
    Seconds end;
    double peak_progress = 0;
  };

  Segmenter(Seconds min_duration, Seconds max_duration) : min_(min_duration), max_(max_duration) {}

  /// @param may_start whether the person is in the start position now.
  Event Step(Seconds t, std::optional<double> progress, bool may_start);
  /// Drops the movement under way and wants the start position again.
  void Reset();

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] bool moving() const {
    return phase_ == Phase::kOut || phase_ == Phase::kPeak || phase_ == Phase::kBack;
  }
  /// The movement under way. REQUIRES: moving().
  [[nodiscard]] const Span& current() const { return current_; }
  /// The last one that completed. After a turn-around the next is under way already.
  [[nodiscard]] const Span& finished() const { return finished_; }

 private:
  struct Point {
    Seconds t;
    double p;
  };

  Event AtRest(Seconds t, double p, bool may_start);
  Event Moving(Seconds t, double p);
  Event Finish(Seconds end);
  Event Return(Seconds t, Seconds since);
  void Begin(Seconds start, Seconds t, double p);
  [[nodiscard]] double RestLevel(double p) const;
  [[nodiscard]] Seconds Onset(double p) const;
  [[nodiscard]] std::optional<double> Settled(Seconds t, double farthest) const;

  Seconds min_, max_;
  Phase phase_ = Phase::kNotReady;
  std::deque<Point> history_;
  Span current_, finished_;
  Seconds last_seen_{};
  Seconds last_ready_{};
  Seconds earliest_{-1e9};  ///< A movement cannot begin before the last one ended.
  double rest_level_ = 0;   ///< From which the movement rose.
  double home_ = 0;         ///< At or below this is rest; above 0 after settling short of the definition's.
  double farthest_ = 0;     ///< Of the last repetition.
  double lowest_ = 0;       ///< Since the peak.
  Seconds lowest_at_{};
};

}  // namespace ezpt::motion
