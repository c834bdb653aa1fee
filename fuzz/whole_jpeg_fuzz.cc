// A JPEG as a live frame brings it: its header is compared with what was announced before anything is decoded, and the
// picture is taken where it is whole or lacks only its end marker.
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/jpeg.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  Image image;
  media::JpegDecodeOptions options;
  options.announced = media::JpegInfo{64, 48};
  const auto info = media::DecodeJpegInto({data, size}, options, image, "fuzz");
  if (!info.ok()) return 0;
  if (info->width != 64 || info->height != 48 || image.width() == 0) __builtin_trap();
  return 0;
}
