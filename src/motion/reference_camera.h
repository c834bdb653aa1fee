#pragma once

#include <span>

#include "base/random.h"
#include "body/vec.h"
#include "body/view.h"

namespace ezpt::motion {

/// A pinhole camera in the body's world, for joints only: no picture is drawn.
struct ReferenceCamera {
  struct Point {
    double x = 0;  ///< Pixels, to the right.
    double y = 0;  ///< Pixels, down.
  };

  body::Vec3 eye;
  body::Vec3 right, up, forward;  ///< Unit; forward looks into the picture.
  double focal = 600;             ///< Pixels.
  Point centre;

  [[nodiscard]] Point Project(body::Vec3 world) const;
};

/// A camera near `view`'s place, each draw of `random` a little different, that
/// looks at the middle of `joints` from about twice the body's height away.
[[nodiscard]] ReferenceCamera PlaceReferenceCamera(body::View view, std::span<const body::Vec3> joints, double height,
                                                   Random& random);

}  // namespace ezpt::motion
