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

}  // namespace

Orientation ExifOrientation(std::span<const uint8_t> app1) {
  constexpr std::size_t kPrefix = 6;
  if (app1.size() < kPrefix + 8 || std::memcmp(app1.data(), "Exif\0\0", kPrefix) != 0) return Orientation::kUpright;
  const TiffReader tiff(app1.subspan(kPrefix));
  const std::size_t directory = tiff.Read(4, 4);
  const uint32_t entries = tiff.Read(directory, 2);
  for (uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (tiff.Read(entry, 2) != 0x0112) continue;
    const uint32_t value = tiff.Read(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::kUpright;
  }
  return Orientation::kUpright;
}

}  // namespace ezpt::media
