#include "media/exif.h"

#include <cstring>

namespace ezpt::media {
namespace {

/// Bounds-checked reads in the byte order that the TIFF header names.
class TiffReader {
 public:
  explicit TiffReader(std::span<const uint8_t> tiff) : tiff_(tiff), big_endian_(tiff.size() > 0 && tiff[0] == 'M') {}

  [[nodiscard]] uint32_t Read(std::size_t offset, std::size_t bytes) const {
    if (offset > tiff_.size() || tiff_.size() - offset < bytes) return 0;
    uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      const uint32_t byte = tiff_[offset + i];
      value |= byte << (8 * (big_endian_ ? bytes - 1 - i : i));
    }
    return value;
  }

 private:
  std::span<const uint8_t> tiff_;
  bool big_endian_;
};

/// Bytes of a whole number of this field type; 0 for other types.
std::size_t WidthOf(uint32_t type) {
  constexpr uint32_t kByte = 1, kShort = 3, kLong = 4;
  if (type == kByte) return 1;
  if (type == kShort) return 2;
  return type == kLong ? 4 : 0;
}

}  // namespace

Orientation TiffOrientation(std::span<const uint8_t> bytes) {
  constexpr uint32_t kOrientationTag = 0x0112, kMagic = 42;
  constexpr std::size_t kSmallest = 8;
  const bool has_order = bytes.size() >= kSmallest && bytes[0] == bytes[1] && (bytes[0] == 'M' || bytes[0] == 'I');
  if (!has_order) return Orientation::kUpright;
  const TiffReader tiff(bytes);
  if (tiff.Read(2, 2) != kMagic) return Orientation::kUpright;
  const std::size_t directory = tiff.Read(4, 4);
  const uint32_t entries = tiff.Read(directory, 2);
  for (uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (tiff.Read(entry, 2) != kOrientationTag) continue;
    const std::size_t width = WidthOf(tiff.Read(entry + 2, 2));
    const uint32_t value = width == 0 ? 0 : tiff.Read(entry + 8, width);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::kUpright;
  }
  return Orientation::kUpright;
}

Orientation ExifOrientation(std::span<const uint8_t> app1) {
  constexpr std::size_t kPrefix = 6;
  if (app1.size() < kPrefix || std::memcmp(app1.data(), "Exif\0\0", kPrefix) != 0) return Orientation::kUpright;
  return TiffOrientation(app1.subspan(kPrefix));
}

}  // namespace ezpt::media
