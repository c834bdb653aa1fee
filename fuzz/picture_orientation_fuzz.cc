// What a picture says of its own orientation: EXIF as in a JPEG, TIFF as in a PNG, and the PNG around it.
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/exif.h"
#include "media/png.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  const std::span bytes(data, size);
  for (const media::Orientation orientation : {media::ExifOrientation(bytes), media::TiffOrientation(bytes)}) {
    const int value = static_cast<int>(orientation);
    if (value < 1 || value > 8) __builtin_trap();
  }
  // A hostile size costs time, not faults: it is bounded elsewhere.
  constexpr size_t kWidthAt = 16, kHeightAt = 20, kHeader = 24;
  const auto is_small = [&](size_t at) { return data[at] == 0 && data[at + 1] == 0 && data[at + 2] <= 1; };
  if (size >= kHeader && is_small(kWidthAt) && is_small(kHeightAt)) {
    static_cast<void>(media::DecodePng(bytes, "fuzz").ok());
  }
  return 0;
}
