#pragma once

#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::motion {

/// Notices that the body in the picture is not the one of a moment ago: what was
/// learnt about a person must not be used on another.
class PersonWatch {
 public:
  /// Whether this is somebody else than in the last frame: elsewhere by more than
  /// a trunk, and much larger or smaller, or in the middle of a movement.
  /// @param trunk   the person's own length of it, in the pose's unit
  /// @param moving  whether a repetition is under way
  [[nodiscard]] bool SomebodyElse(const body::Pose& pose, Seconds t, double trunk, bool moving, float min_score);

  /// Whether the person has been away for so long that nothing about them holds;
  /// said once.
  [[nodiscard]] bool LongGone(Seconds t);

 private:
  struct Blob {
    double x = 0, y = 0, size = 0;
  };

  [[nodiscard]] static std::optional<Blob> BlobOf(const body::Pose& pose, float min_score);

  std::optional<Blob> last_;
  Seconds last_at_{-1e9};
};

}  // namespace ezpt::motion
