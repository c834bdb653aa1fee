#pragma once

#include <cstdint>
#include <span>

#include "media/orientation.h"

namespace ezpt::media {

/// The orientation that a TIFF header and its first directory say, as a PNG's eXIf
/// chunk holds them; kUpright where there is none or it makes no sense. The number
/// may be a byte, a short or a long.
[[nodiscard]] Orientation TiffOrientation(std::span<const uint8_t> tiff);

/// The orientation in a JPEG's APP1 payload ("Exif\0\0" and a TIFF header);
/// kUpright where there is none or it makes no sense.
[[nodiscard]] Orientation ExifOrientation(std::span<const uint8_t> app1);

}  // namespace ezpt::media
