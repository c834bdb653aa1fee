#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/image.h"
#include "base/result.h"

namespace ezpt::media {

/// Any PNG as 8-bit RGB, turned upright by its eXIf chunk; transparency is laid
/// over white. Errors: kDamaged for anything malformed or cut short, and for an
/// animation, whose first picture is not the film; sizes as CheckPictureSize. Thread-safe.
[[nodiscard]] Result<Image> DecodePng(std::span<const uint8_t> bytes, std::string_view name = "picture");

[[nodiscard]] Result<std::vector<uint8_t>> EncodePng(const ImageView& image);
[[nodiscard]] Status WritePng(const std::string& path, const ImageView& image);

}  // namespace ezpt::media
