#pragma once

#include <cstdint>
#include <span>

#include "media/orientation.h"

namespace ezpt::media {

/// The orientation in a JPEG's APP1 payload ("Exif\0\0" and a TIFF header);
/// kUpright where there is none or it makes no sense.
[[nodiscard]] Orientation ExifOrientation(std::span<const uint8_t> app1);

}  // namespace ezpt::media
