#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::motion {

/// Tells which landmarks were truly seen. A pose network looks for the left foot
/// and the right one each on its own, and where it loses one it often names the
/// other's place for both: a straight knee would bend by a right angle, and a
/// standing leg would rise. Of two wrists or ankles on one place, the one that came
/// there by a jump is not seen; where none jumped, a badly seen one is not.
/// Limbs that move to one place, as feet in profile do, stay as they are.
/// Not thread-safe.
class DuplicateFilter {
 public:
  /// The pose with score 0 for every landmark that was not seen, or is not a number.
  /// Any topology; in kWorld limbs do not hide one another, and all are kept.
  /// Frames come in order of time. Cost: O(1).
  [[nodiscard]] body::Pose Apply(const body::Pose& pose, Seconds t);

 private:
  /// Where a limb's end was when last seen.
  struct Place {
    double x = 0, y = 0;
    Seconds t;
  };
  struct End {
    body::Joint left;
    std::array<std::optional<Place>, 2> last{};  ///< By side.
    Seconds frame_at{};                          ///< Of the last frame.
  };

  static void Screen(End& end, body::Pose& pose, double trunk, Seconds t);

  std::array<End, 2> ends_{End{.left = body::Joint::kLeftWrist}, End{.left = body::Joint::kLeftAnkle}};
};

}  // namespace ezpt::motion
