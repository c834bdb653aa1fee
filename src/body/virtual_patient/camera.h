#pragma once

#include <cstdint>
#include <span>

#include "body/posture.h"
#include "body/vec.h"
#include "body/view.h"

namespace ezpt::body {

/// A pinhole camera in the body's world. Its picture has x right, y down.
struct Camera {
  Vec3 position;
  Mat3 axes;           ///< x: picture's right, y: picture's down, z: into the picture.
  double focal = 500;  ///< Pixels.
  int width = 640, height = 480;

  /// Camera coordinates in metres: x right, y down, z away from the camera.
  [[nodiscard]] Vec3 ToCamera(Vec3 world) const {
    const Vec3 d = world - position;
    return {Dot(d, axes.x), Dot(d, axes.y), Dot(d, axes.z)};
  }
  /// Picture pixels; z is the distance along the optical axis in metres.
  [[nodiscard]] Vec3 Project(Vec3 world) const {
    const Vec3 c = ToCamera(world);
    const double scale = focal / (c.z > 0.05 ? c.z : 0.05);
    return {0.5 * width + c.x * scale, 0.5 * height + c.y * scale, c.z};
  }
};

/// Where the camera stands around the person, before it steps back to fit them.
struct CameraPlacement {
  Degrees azimuth;            ///< About the vertical: 0 before the person, 90 at their left.
  Degrees elevation;          ///< Of the line from the person to the camera above the horizontal.
  Degrees field_of_view{52};  ///< Of the picture's shorter side.
  double fill = 0.80;         ///< Share of the picture that the body may fill.
};

/// The placement of `view` for a person in `posture`: the middle of what
/// PlaceCamera draws from.
[[nodiscard]] CameraPlacement NominalPlacement(View view, Posture posture);

/// The same with a jitter drawn by `seed` (some degrees of azimuth and height,
/// as people place phones). docs/virtual-patient.md has the table.
[[nodiscard]] CameraPlacement PlaceCamera(View view, Posture posture, uint64_t seed);

/// Aims at the middle of `points` and steps back until all fit.
[[nodiscard]] Camera FitCamera(const CameraPlacement& placement, std::span<const Vec3> points, int width, int height);

}  // namespace ezpt::body
