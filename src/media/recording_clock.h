#pragma once

#include <optional>

#include "base/units.h"

namespace ezpt::media {

/// Seconds from the first picture, by the pictures' own time stamps. Recordings that were joined end to end, whose
/// clocks begin anew, go on where the one before ended.
class RecordingClock {
 public:
  /// Whether the container says that its clock may jump forward, as a transport stream's may.
  enum class Jumps { kNever, kMay };

  /// @param stamped the picture's own time, if it has one; without it, and where time stands still, a picture lasts
  ///                `step`
  /// @return increases strictly.
  [[nodiscard]] Seconds TimeOf(std::optional<Seconds> stamped, Seconds step, Jumps jumps);

  /// Of the picture before.
  [[nodiscard]] Seconds last() const { return last_; }

 private:
  bool begun_ = false;
  Seconds last_{0};
  Seconds offset_{0};
};

}  // namespace ezpt::media
