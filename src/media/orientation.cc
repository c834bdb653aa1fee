#include "media/orientation.h"

#include <cstring>

namespace ezpt::media {

void Orient(const ImageView& source, Orientation orientation, Image& out) {
  const int w = source.width;
  const int h = source.height;
  const bool swaps_axes = static_cast<int>(orientation) >= static_cast<int>(Orientation::kTransposed);
  out.Resize(swaps_axes ? h : w, swaps_axes ? w : h);
  for (int y = 0; y < out.height(); ++y) {
    uint8_t* to = out.Row(y);
    if (orientation == Orientation::kUpright) {
      std::memcpy(to, source.Row(y), static_cast<std::size_t>(w) * 3);
      continue;
    }
    for (int x = 0; x < out.width(); ++x) {
      int sx = x;
      int sy = y;
      switch (orientation) {
        case Orientation::kUpright:
          break;
        case Orientation::kMirrored:
          sx = w - 1 - x;
          break;
        case Orientation::kRotated180:
          sx = w - 1 - x;
          sy = h - 1 - y;
          break;
        case Orientation::kMirroredVertically:
          sy = h - 1 - y;
          break;
        case Orientation::kTransposed:
          sx = y;
          sy = x;
          break;
        case Orientation::kRotated90:
          sx = y;
          sy = h - 1 - x;
          break;
        case Orientation::kTransversed:
          sx = w - 1 - y;
          sy = h - 1 - x;
          break;
        case Orientation::kRotated270:
          sx = w - 1 - y;
          sy = x;
          break;
      }
      std::memcpy(to + x * 3, source.Row(sy) + sx * 3, 3);
    }
  }
}

}  // namespace ezpt::media
