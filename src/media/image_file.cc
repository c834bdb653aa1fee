#include "media/image_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "media/file.h"
#include "media/foreign_file.h"
#include "media/image_limits.h"
#include "media/jpeg.h"
#include "media/png.h"

namespace ezpt::media {
namespace {

constexpr std::size_t kMaxImageBytes = std::size_t{64} << 20;

bool StartsWith(std::span<const uint8_t> bytes, std::span<const uint8_t> magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

}  // namespace

Status CheckPictureSize(std::string_view name, int width, int height) {
  if (width < kMinSide || height < kMinSide) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: {}×{} pixels; at least {}×{} are needed to see a person", name,
                                                  width, height, kMinSide, kMinSide)};
  }
  if (width > kMaxSide || height > kMaxSide) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{}: {}×{} pixels; at most {} a side are read", name, width, height, kMaxSide)};
  }
  return {};
}

ImageFormat SniffImage(std::span<const uint8_t> start) {
  constexpr std::array<uint8_t, 3> kJpegMagic = {0xFF, 0xD8, 0xFF};
  constexpr std::array<uint8_t, 8> kPngMagic = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  if (StartsWith(start, kJpegMagic)) return ImageFormat::kJpeg;
  if (StartsWith(start, kPngMagic)) return ImageFormat::kPng;
  return ImageFormat::kNone;
}

Result<Image> DecodeImage(std::span<const uint8_t> bytes, std::string_view name) {
  switch (SniffImage(bytes)) {
    case ImageFormat::kJpeg:
      return DecodeJpeg(bytes, name);
    case ImageFormat::kPng:
      return DecodePng(bytes, name);
    case ImageFormat::kNone:
      break;
  }
  if (bytes.empty()) return Error{ErrorCode::kDamaged, fmt::format("{}: an empty file", name)};
  if (const auto foreign = NameForeignFile(bytes.first(std::min(bytes.size(), kForeignFileBytes)))) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: {}; {}", name, foreign->what, foreign->advice)};
  }
  return Error{ErrorCode::kDamaged, fmt::format("{}: neither a JPEG nor a PNG picture", name)};
}

Result<Image> ReadImage(const std::string& path) {
  EZPT_TRY(const std::vector<uint8_t> bytes, ReadFile(path, kMaxImageBytes));
  return DecodeImage(bytes, path);
}

}  // namespace ezpt::media
