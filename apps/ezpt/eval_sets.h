#pragma once

#include <cstdint>
#include <span>

#include "base/units.h"
#include "eval_counters.h"

namespace ezpt::app {

/// One recording of several, one after the other: time goes on, and half a second lies between two of them, in which
/// every point moves in a straight line from where it was to where it will be, at the frame rate of the first.
[[nodiscard]] PoseRecording Join(std::span<const PoseRecording> recordings);

/// What a tracker would make of a recording in metres of a person who faces the camera: a pinhole camera of 640×480
/// pixels (focal length 500) at the height of the hips and 3 m from them, as they are in the mean, which stands
/// `azimuth` away from the front towards the person's left. Each point is off by a noise of 2 px (standard deviation)
/// that keeps 0.8 of itself from one frame to the next. A point beside or behind the lens was not seen; one outside of
/// the picture was.
/// REQUIRES: space kWorld. The same `seed` gives the same noise.
[[nodiscard]] PoseRecording BeforeCamera(const PoseRecording& world, Degrees azimuth, uint64_t seed);

}  // namespace ezpt::app
