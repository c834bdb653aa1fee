#include "media/png.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "media/exif.h"
#include "media/file.h"
#include "media/image_limits.h"
#include "media/orientation.h"

namespace ezpt::media {

namespace {

/// libpng's simplified reader, which Debian 12 has with a fix of its security but not of what that broke
/// (libpng 1.6.51, repaired in 1.6.52), mixes the rows of an interlaced picture of 16 bits up.
bool IsReadWrongly(std::span<const uint8_t> bytes) {
  constexpr std::size_t kBitDepthAt = 24, kInterlaceAt = 28;  // Of the header, the first chunk of every PNG.
  return bytes.size() > kInterlaceAt && bytes[kBitDepthAt] == 16 && bytes[kInterlaceAt] != 0;
}

using Bytes = std::span<const uint8_t>;

/// The content of the first chunk of this name before `until`; nothing where there is none.
std::optional<Bytes> FindChunk(Bytes png, std::string_view name, std::string_view until) {
  constexpr std::size_t kSignature = 8, kHead = 8, kChecksum = 4;
  for (std::size_t at = kSignature; at + kHead <= png.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | png[at + i];
    const std::string_view here(reinterpret_cast<const char*>(png.data()) + at + 4, 4);
    if (here == until || length > png.size() - at - kHead) break;
    if (here == name) return png.subspan(at + kHead, length);
    at += kHead + length + kChecksum;
  }
  return std::nullopt;
}

}  // namespace

Result<Image> DecodePng(std::span<const uint8_t> bytes, std::string_view name) {
  if (FindChunk(bytes, "acTL", "IDAT")) {
    return Error{ErrorCode::kDamaged,
                 fmt::format("{}: an animated PNG; convert it to a video, MP4 or WebM, or export one picture", name)};
  }
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes.data(), bytes.size())) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: damaged PNG: {}", name, png.message)};
  }
  if (IsReadWrongly(bytes)) {
    png_image_free(&png);
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: an interlaced PNG of 16 bits; save it with 8 bits or not interlaced", name)};
  }
  constexpr png_uint_32 kFarTooLarge = 1u << 20;  // Before the cast to int.
  const auto width = static_cast<int>(std::min(png.width, kFarTooLarge));
  const auto height = static_cast<int>(std::min(png.height, kFarTooLarge));
  if (const Status size = CheckPictureSize(name, width, height); !size.ok()) {
    png_image_free(&png);
    return size.error();
  }
  png.format = PNG_FORMAT_RGB;
  // Without it a 16-bit picture that names no gamma would be taken for linear light.
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  Image image(width, height);
  const png_color white = {255, 255, 255};
  if (!png_image_finish_read(&png, &white, image.Row(0), width * 3, nullptr)) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: damaged PNG: {}", name, png.message)};
  }
  const std::optional<Bytes> exif = FindChunk(bytes, "eXIf", "IEND");
  const Orientation orientation = exif ? TiffOrientation(*exif) : Orientation::kUpright;
  if (orientation == Orientation::kUpright) return image;
  Image upright;
  Orient(image.view(), orientation, upright);
  return upright;
}

Result<std::vector<uint8_t>> EncodePng(const ImageView& image) {
  if (image.empty()) return Error{ErrorCode::kInvalidArgument, "PNG: the picture is empty"};
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = PNG_FORMAT_RGB;
  std::vector<uint8_t> bytes(PNG_IMAGE_PNG_SIZE_MAX(png));
  png_alloc_size_t size = bytes.size();
  if (!png_image_write_to_memory(&png, bytes.data(), &size, 0, image.data, static_cast<png_int_32>(image.stride),
                                 nullptr)) {
    return Error{ErrorCode::kInternal, fmt::format("PNG: {}", png.message)};
  }
  bytes.resize(size);
  return bytes;
}

Status WritePng(const std::string& path, const ImageView& image) {
  EZPT_TRY(const std::vector<uint8_t> bytes, EncodePng(image));
  return WriteFile(path, bytes);
}

}  // namespace ezpt::media
