#pragma once

#include <cmath>

#include "body/landmarks.h"

/// What landmarks from outside may be, wherever they come in: from a file, over the live connection, as a record's.
namespace ezpt::body {

/// Metres in Space::kWorld, and whatever a picture's size leaves open; nothing real is that far.
inline constexpr double kMaxCoordinate = 1e6;
/// A point may lie outside of its picture, by this many pictures: limbs leave it, but not that far.
inline constexpr double kMaxPicturesAway = 16.0;
/// A side of a picture that anybody can be seen in, pixels.
inline constexpr int kMinPictureSide = 32;
/// Seconds from a clock's origin, Unix time included: a clock in milliseconds is past it.
inline constexpr double kMaxClockSeconds = 1e11;
/// MMPose, OpenPose and others give confidences a little over 1; over this it is another scale, as per cent.
inline constexpr double kMaxScore = 10.0;

/// The score as it is used, 0 to 1; negative where it cannot be one.
[[nodiscard]] inline double ClampScore(double score) {
  if (!(score >= 0.0 && score <= kMaxScore)) return -1.0;
  return score > 1.0 ? 1.0 : score;
}

/// A header of 1×1 says that x and y are fractions of a picture whose shape nobody wrote down.
[[nodiscard]] inline bool HasShape(const StreamInfo& stream) {
  return stream.space == Space::kWorld || stream.width > 1 || stream.height > 1;
}

}  // namespace ezpt::body
