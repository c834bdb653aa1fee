#pragma once

#include <array>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"

namespace ezpt::motion {

/// Notices that the body in the picture is not the one of a moment ago: what was
/// learnt about a person must not be used on another.
class PersonWatch {
 public:
  enum class Who {
    kSame,
    kElsewhere,  ///< The body is suddenly elsewhere: a tracker on a passer-by, mostly, that comes back. To be left out.
    kSomebodyElse,  ///< It stayed there: whoever is seen now is followed from here on.
  };

  /// Who is in this frame, against the body that is followed: elsewhere is farther than a trunk from one frame to the
  /// next, and much larger or smaller, or in the middle of a movement.
  /// @param trunk   the person's own length of it, in the pose's unit
  /// @param moving  whether a repetition is under way
  [[nodiscard]] Who Judge(const body::Pose& pose, Seconds t, double trunk, bool moving, float min_score);

  /// Whether the person has been away for so long that nothing about them holds;
  /// said once.
  [[nodiscard]] bool LongGone(Seconds t);

  /// Whether the whole body, in its place, is of another size than a moment ago, as where a phone is turned or
  /// recordings are joined: lengths that were learnt are those of another picture. For each pose, as the tracker gave
  /// it.
  [[nodiscard]] bool Resized(const body::Pose& pose, Seconds t, double trunk, float min_score);

 private:
  struct Blob {
    double x = 0, y = 0, size = 0;
  };

  [[nodiscard]] static std::optional<Blob> BlobOf(const body::Pose& pose, float min_score);
  [[nodiscard]] bool Away(const Blob& now, double trunk) const;

  static constexpr std::size_t kSizes = 4;
  struct Size {
    Seconds t{-1e9};
    body::BodyScale scale;
  };

  std::optional<Blob> last_;  ///< Of the body that is followed.
  Seconds last_at_{-1e9};
  std::optional<Seconds> elsewhere_since_;
  std::optional<Size> resized_;       ///< Since when it is of another size.
  std::array<Size, kSizes> sizes_{};  ///< Of a moment ago, the newest first.
};

}  // namespace ezpt::motion
