#include "pose/crop.h"

#include <cstring>

namespace ezpt::pose {
namespace {

/// Where the sampling grid lies, in pixel indices of the picture: index =
/// origin + column · along + row · down.
struct Grid {
  float x, y;
  float along_x, along_y;
  float down_x, down_y;
};

Grid GridOf(const ImageView& picture, const Region& region, int size) {
  // cropAndResize takes a box in fractions of the picture to indices by (extent − 1).
  const double scale_x = (picture.width - 1.0) / picture.width;
  const double scale_y = (picture.height - 1.0) / picture.height;
  const PicturePoint corner = ToPicture(region, 0, 0);
  const PicturePoint right = ToPicture(region, 1, 0);
  const PicturePoint bottom = ToPicture(region, 0, 1);
  const double steps = size - 1.0;
  const auto index = [](double value) { return static_cast<float>(value); };
  return {index(corner.x * scale_x),
          index(corner.y * scale_y),
          index((right.x - corner.x) * scale_x / steps),
          index((right.y - corner.y) * scale_y / steps),
          index((bottom.x - corner.x) * scale_x / steps),
          index((bottom.y - corner.y) * scale_y / steps)};
}

void Sample(const ImageView& picture, float x, float y, uint8_t* out) {
  const int x0 = static_cast<int>(x);
  const int y0 = static_cast<int>(y);
  const float fx = x - static_cast<float>(x0);
  const float fy = y - static_cast<float>(y0);
  const uint8_t* upper = picture.Row(y0) + x0 * 3;
  const uint8_t* lower = y0 + 1 < picture.height ? upper + picture.stride : upper;
  const int next = x0 + 1 < picture.width ? 3 : 0;
  for (int c = 0; c < 3; ++c) {
    const auto top_left = static_cast<float>(upper[c]);
    const auto bottom_left = static_cast<float>(lower[c]);
    const float top = top_left + (static_cast<float>(upper[next + c]) - top_left) * fx;
    const float bottom = bottom_left + (static_cast<float>(lower[next + c]) - bottom_left) * fx;
    out[c] = static_cast<uint8_t>(top + (bottom - top) * fy);
  }
}

}  // namespace

void CropSquare(const ImageView& picture, const Region& region, int size, std::span<uint8_t> out) {
  const Grid grid = GridOf(picture, region, size);
  const auto last_x = static_cast<float>(picture.width - 1);
  const auto last_y = static_cast<float>(picture.height - 1);
  uint8_t* to = out.data();
  for (int row = 0; row < size; ++row) {
    const float row_x = grid.x + static_cast<float>(row) * grid.down_x;
    const float row_y = grid.y + static_cast<float>(row) * grid.down_y;
    for (int column = 0; column < size; ++column, to += 3) {
      const float x = row_x + static_cast<float>(column) * grid.along_x;
      const float y = row_y + static_cast<float>(column) * grid.along_y;
      if (x >= 0 && x <= last_x && y >= 0 && y <= last_y) {
        Sample(picture, x, y, to);
      } else {
        std::memset(to, 0, 3);
      }
    }
  }
}

}  // namespace ezpt::pose
