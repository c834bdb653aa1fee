#pragma once

#include <array>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::body {

/// Keeps front and back apart. A network that reads one picture at a time may take the front of a
/// body for its back for some frames: every left is then called right, and in the frames where it
/// cannot decide it puts both shoulders, and both hips, half way between them. A body does neither:
/// it turns through its profile, where left and right come together slowly.
/// Names that are exchanged at once are exchanged back, until the network has not gone back to the
/// old ones for long; shoulders and hips that fall together at once are kept as far apart as they
/// were, about their middle, for a second at most.
/// Works on pixels and metres alike. Cost: O(1) a frame. Not thread-safe.
class FacingKeeper {
 public:
  /// Puts `pose` right. Times must not decrease.
  /// REQUIRES: finite landmarks.
  /// @param trunk  the person's own length of it, in the pose's unit; 0: unknown, nothing is done
  void Apply(Pose& pose, Seconds t, double trunk, float min_score);
  /// For another person.
  void Reset() { *this = {}; }

 private:
  struct Point {
    double x = 0, y = 0, z = 0;
  };
  /// A pair of joints: its middle, and the way from there to the left one.
  struct Pair {
    Point middle, half;
  };
  enum class Reading { kNothing, kAsBefore, kExchanged, kUnclear };

  [[nodiscard]] Reading Read(const Pose& pose, double trunk, float min_score) const;
  void Spread(Pose& pose, double trunk, float min_score) const;
  void Remember(const Pose& pose, Seconds t, float min_score);
  void Accept(Seconds t);

  std::array<std::optional<Pair>, 2> pairs_;  ///< Shoulders and hips, as given on last.
  Seconds seen_at_{-1e9};
  Seconds named_since_{-1e9};  ///< The names that are kept.
  Seconds clear_at_{-1e9};     ///< When they could last be told apart.
  std::optional<Seconds> exchanged_since_;
};

}  // namespace ezpt::body
