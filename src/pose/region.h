#pragma once

#include "base/units.h"

namespace ezpt::pose {

struct PicturePoint {
  double x = 0;  ///< Pixels, y down.
  double y = 0;

  friend bool operator==(const PicturePoint&, const PicturePoint&) = default;
};

/// A square of the picture that the network looks at; may reach outside it.
/// Crop coordinates (u, v) run over [0, 1]² from the square's own top left. A
/// region turned by `rotation` (clockwise on the screen) shows upright a body
/// whose shoulder→hip direction is down turned by that angle.
struct Region {
  PicturePoint center;
  double side = 0;  ///< Pixels.
  Radians rotation;

  friend bool operator==(const Region&, const Region&) = default;
};

struct CropPoint {
  double u = 0, v = 0;
};

/// Picture point of crop point (u, v), and back.
[[nodiscard]] PicturePoint ToPicture(const Region& region, double u, double v);
[[nodiscard]] CropPoint ToCrop(const Region& region, const PicturePoint& at);

/// The smallest centred square that holds the whole picture.
[[nodiscard]] Region WholePicture(int width, int height, Radians rotation = Radians(0));

}  // namespace ezpt::pose
