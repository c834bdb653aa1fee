#pragma once

#include <optional>

#include "body/landmarks.h"
#include "pose/region.h"

namespace ezpt::pose {

/// Below this a joint's place is not trusted: MoveNet's published threshold.
inline constexpr float kMinJointScore = 0.2f;

/// The square to look at in the next frame, from the joints of this one: centred
/// between the hips, large enough for the torso times 1.9 and for every trusted
/// joint times 1.2, measured along the region's own axes. Nothing where no
/// shoulder or no hip is trusted, or where the square would exceed the picture.
/// Source: the crop algorithm of TensorFlow's MoveNet tutorial and TF.js
/// pose-detection (calculators/…/crop_utils). Deviates: rotation.
[[nodiscard]] std::optional<Region> NextRegion(const body::Pose& pose, int width, int height, Radians rotation);

/// How far the body's long axis, from the shoulders through the hips towards
/// the ankles, is turned clockwise from pointing down; (−π, π]. Nothing where
/// the torso is not trusted or is seen along its own axis.
[[nodiscard]] std::optional<Radians> BodyTilt(const body::Pose& pose);

/// Mean of the six best of the twelve joints below the head: half a body in the
/// picture is somebody, and a head alone is nobody to coach.
[[nodiscard]] float PresenceScore(const body::Pose& pose);

/// Middle of the hips, or of the shoulders where the hips are not trusted.
[[nodiscard]] PicturePoint BodyCenter(const body::Pose& pose);

}  // namespace ezpt::pose
