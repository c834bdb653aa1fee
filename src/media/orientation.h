#pragma once

#include <cstdint>

#include "base/image.h"

namespace ezpt::media {

/// How stored pixels must be turned to be seen upright; the values are those of
/// the EXIF orientation tag (EXIF 2.3, tag 0x0112).
enum class Orientation : uint8_t {
  kUpright = 1,
  kMirrored = 2,
  kRotated180 = 3,
  kMirroredVertically = 4,
  kTransposed = 5,
  kRotated90 = 6,  ///< Turn 90° clockwise to see it upright.
  kTransversed = 7,
  kRotated270 = 8,  ///< Turn 270° clockwise.
};

/// Copies `source` into `out` the right way up. `out` must not be the source's owner.
void Orient(const ImageView& source, Orientation orientation, Image& out);

}  // namespace ezpt::media
