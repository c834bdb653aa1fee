#pragma once

#include <optional>

#include "body/landmarks.h"
#include "exercise/definition.h"

namespace ezpt::coach {

/// Hands-free pause: both hands well above the head for a second. Made once, it
/// must be released (both hands below the shoulders) before it can be made again.
/// Off for exercises that lift the arms themselves and for those done lying down.
/// Not thread-safe; one a session.
class PauseGesture {
 public:
  explicit PauseGesture(const exercise::Definition& definition);

  /// One frame; true in the frame in which the gesture is complete.
  [[nodiscard]] bool Update(const std::optional<body::Pose>& pose, Seconds t);
  [[nodiscard]] bool enabled() const { return enabled_; }

 private:
  bool enabled_ = false;
  bool released_ = true;
  std::optional<Seconds> since_;
};

}  // namespace ezpt::coach
