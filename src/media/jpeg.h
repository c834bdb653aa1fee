#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/image.h"
#include "base/result.h"

namespace ezpt::media {

/// The size before scaling, the right way up: multiply landmarks found in the
/// decoded picture by `width / image.width()` to get pixels of the original.
struct JpegInfo {
  int width = 0;
  int height = 0;

  friend bool operator==(const JpegInfo&, const JpegInfo&) = default;
};

struct JpegDecodeOptions {
  /// Decode at the smallest of 1/8, 2/8 … 8/8 whose longer side is still at
  /// least this; 0 decodes at full size. Halving the sides saves about a third
  /// of the time (frame_bench.cc).
  int min_long_side = 0;
  /// The size that was announced for the picture. Another is kDamaged as soon as
  /// the picture's own header is read: nothing of it is decoded.
  std::optional<JpegInfo> announced = std::nullopt;
};

/// Decodes into `out`, whose allocation is reused; turned upright by its EXIF
/// orientation. Greyscale becomes RGB; CMYK is kUnsupported. A picture whose
/// pixels are all there and that lacks only its end marker is read.
/// Errors: kDamaged for anything malformed or cut short, sizes as
/// CheckPictureSize, kLimitExceeded for a progressive picture of more scans than
/// any encoder writes or that takes over 256 MB to decode. Thread-safe.
/// Source: libjpeg-turbo.
[[nodiscard]] Result<JpegInfo> DecodeJpegInto(std::span<const uint8_t> bytes, const JpegDecodeOptions& options,
                                              Image& out, std::string_view name = "picture");

[[nodiscard]] Result<Image> DecodeJpeg(std::span<const uint8_t> bytes, std::string_view name = "picture");

/// Baseline, 4:2:0. @param quality 1–100. REQUIRES: a non-empty image of sides ≤ 65500.
[[nodiscard]] Result<std::vector<uint8_t>> EncodeJpeg(const ImageView& image, int quality = 85);

}  // namespace ezpt::media
