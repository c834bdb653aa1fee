#pragma once

#include <array>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::body {

/// Keeps left and right apart. A network that reads one picture at a time looks for each
/// side's knee, ankle, elbow and wrist on its own: it names the two the other way round
/// for a while, or one place for both. A body does neither. Two that stay apart keep the
/// names that the network gave them for most of that time: where it exchanges them, they
/// are exchanged back. Feet that stand crossed below their knees are too. Of two on one place, the one that came there
/// by a jump is not seen. Limbs that move to one place, as feet in profile do, stay as they are. Works on pixels and
/// metres alike. Cost: O(1) a frame. Not thread-safe. Source: "inversions" in Ronchi and Perona, Benchmarking and Error
/// Diagnosis in Multi-Instance Pose Estimation, ICCV 2017.
class InversionFilter {
 public:
  /// Puts `pose` right; what was not seen gets score 0. Times must not decrease.
  /// REQUIRES: finite landmarks.
  /// @param trunk  the person's own length of it, in the pose's unit; 0: unknown, nothing is done
  void Apply(Pose& pose, Seconds t, double trunk, float min_score);
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
    double vote = 0;            ///< Seconds for which the network called `a` the left one, less the others.
    Name name = Name::kUnsure;  ///< Of `a`.
    std::optional<Seconds> fallen_since{};
  };

  static void Tell(Pair& pair, Landmark& left, Landmark& right, Seconds t, double trunk);
  static bool HideFallen(Pair& pair, Landmark& left, Landmark& right, Seconds t, double trunk);
  static void Rename(Pair& pair, Landmark& left, Landmark& right, Seconds t);

  std::array<Pair, 4> pairs_;
};

/// Of two hands or feet on one place, the one that is badly seen and worse than the other is not seen.
void HideBadlySeen(Pose& pose, double trunk);

}  // namespace ezpt::body
