#pragma once

#include <array>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::motion {

/// Keeps left and right apart. A network that reads one picture at a time names the
/// two knees, ankles, elbows or wrists the other way round for a frame, or sees both
/// where only one is; a body does neither. A pair that fits what it was a moment ago
/// only with its sides exchanged is exchanged back; of a pair that has fallen on one
/// point, the joint that jumped there is not seen. A change that lasts is believed.
/// Works on pixels and metres alike; a joint that is no number starts its pair anew.
/// Cost: O(1) a frame.
class SideKeeper {
 public:
  /// Mends `pose`. Times must not decrease.
  /// @param trunk  the person's own length of it, in the pose's unit; 0: unknown, nothing is done
  void Mend(body::Pose& pose, Seconds t, double trunk, float min_score);
  /// For another person.
  void Reset() { *this = {}; }

 private:
  struct Place {
    double x = 0, y = 0, z = 0;
  };
  /// What one of a pair is called.
  enum class Name { kUnsure, kLeft, kRight };
  /// One joint on both sides, by place and not by name.
  struct Pair {
    Place a, b;
    Seconds seen_at{-1e9};
    bool called_left = true;    ///< What the network called `a` in the last frame.
    double vote = 0;            ///< Seconds, fading, for which the network called `a` the left one.
    Name name = Name::kUnsure;  ///< Of `a`.
    std::optional<Seconds> fallen_since{};
  };

  static void MendPair(Pair& pair, body::Landmark& left, body::Landmark& right, Seconds t, double trunk,
                       float min_score);

  std::array<Pair, 4> pairs_;
};

}  // namespace ezpt::motion
