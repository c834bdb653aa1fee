#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/image.h"
#include "base/result.h"

namespace ezpt::media {

enum class ImageFormat { kNone, kJpeg, kPng };

/// By the first bytes, never by the name.
[[nodiscard]] ImageFormat SniffImage(std::span<const uint8_t> start);

/// A JPEG or PNG of any name. kDamaged for other content, kNotFound where
/// there is no file, else as DecodeJpeg and DecodePng.
[[nodiscard]] Result<Image> DecodeImage(std::span<const uint8_t> bytes, std::string_view name = "picture");
[[nodiscard]] Result<Image> ReadImage(const std::string& path);

}  // namespace ezpt::media
