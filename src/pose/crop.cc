#include "pose/crop.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
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

/// So many columns are sampled side by side: whole vectors of any instruction set.
constexpr int kBatch = 16;
template <class T>
using Batch = std::array<T, kBatch>;

/// Where the columns of a batch lie between pixels.
struct Places {
  Batch<int32_t> x, y;      ///< The pixel above and left; 0 where outside.
  Batch<float> fx, fy;      ///< How far on to the next, 0…1.
  Batch<uint32_t> visible;  ///< All bits where inside the picture, none where not.
};

/// The four pixels around each place, 0x??BBGGRR.
struct Corners {
  Batch<uint32_t> top_left, top_right, bottom_left, bottom_right;
};

bool IsInside(const ImageView& picture, float x, float y) {
  return x >= 0 && x <= static_cast<float>(picture.width - 1) && y >= 0 && y <= static_cast<float>(picture.height - 1);
}

/// The places of columns [column, column + kBatch) of a row; true where all are
/// inside. Along a row they move one way, so that the first and the last tell.
bool FindPlaces(const ImageView& picture, const Grid& grid, int row, int column, Places& places) {
  const float row_x = grid.x + static_cast<float>(row) * grid.down_x;
  const float row_y = grid.y + static_cast<float>(row) * grid.down_y;
  Batch<float> x, y;
  for (int i = 0; i < kBatch; ++i) {
    x[i] = row_x + static_cast<float>(column + i) * grid.along_x;
    y[i] = row_y + static_cast<float>(column + i) * grid.along_y;
  }
  places.visible.fill(~uint32_t{0});
  const bool whole = IsInside(picture, x.front(), y.front()) && IsInside(picture, x.back(), y.back());
  if (!whole) {
    for (int i = 0; i < kBatch; ++i) {
      if (IsInside(picture, x[i], y[i])) continue;
      x[i] = y[i] = 0.0f;
      places.visible[i] = 0;
    }
  }
  for (int i = 0; i < kBatch; ++i) {
    places.x[i] = static_cast<int32_t>(x[i]);
    places.y[i] = static_cast<int32_t>(y[i]);
    places.fx[i] = x[i] - static_cast<float>(places.x[i]);
    places.fy[i] = y[i] - static_cast<float>(places.y[i]);
  }
  return whole;
}

/// Four bytes at once where the fourth is inside the picture too.
template <bool kFourBytes>
uint32_t Pixel(const uint8_t* p) {
  if constexpr (kFourBytes && std::endian::native == std::endian::little) {
    uint32_t pixel;
    std::memcpy(&pixel, p, sizeof(pixel));
    return pixel;
  }
  return uint32_t{p[0]} | uint32_t{p[1]} << 8 | uint32_t{p[2]} << 16;
}

template <bool kFourBytes>
void Gather(const ImageView& picture, const Places& places, Corners& corners) {
  for (int i = 0; i < kBatch; ++i) {
    const uint8_t* upper = picture.Row(places.y[i]) + static_cast<std::ptrdiff_t>(places.x[i]) * 3;
    const uint8_t* lower = upper + (places.y[i] + 1 < picture.height ? picture.stride : 0);
    const int next = places.x[i] + 1 < picture.width ? 3 : 0;
    corners.top_left[i] = Pixel<kFourBytes>(upper);
    corners.top_right[i] = Pixel<kFourBytes>(upper + next);
    corners.bottom_left[i] = Pixel<kFourBytes>(lower);
    corners.bottom_right[i] = Pixel<kFourBytes>(lower + next);
  }
}

/// The interpolated pixels, 0x00BBGGRR; black where outside.
void Interpolate(const Places& places, const Corners& corners, Batch<uint32_t>& out) {
  out.fill(0);
  for (int shift = 0; shift < 24; shift += 8) {
    const auto channel = [shift](uint32_t pixel) {
      return static_cast<float>(static_cast<int32_t>(pixel >> shift & 255));
    };
    for (int i = 0; i < kBatch; ++i) {
      const float top_left = channel(corners.top_left[i]);
      const float bottom_left = channel(corners.bottom_left[i]);
      const float top = top_left + (channel(corners.top_right[i]) - top_left) * places.fx[i];
      const float bottom = bottom_left + (channel(corners.bottom_right[i]) - bottom_left) * places.fx[i];
      const auto value = static_cast<int32_t>(top + (bottom - top) * places.fy[i]);
      out[i] |= (static_cast<uint32_t>(value) & places.visible[i]) << shift;
    }
  }
}

}  // namespace

void CropSquare(const ImageView& picture, const Region& region, int size, std::span<uint8_t> out) {
  const Grid grid = GridOf(picture, region, size);
  Places places;
  Corners corners;
  Batch<uint32_t> pixels;
  uint8_t* to = out.data();
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; column += kBatch) {
      const bool whole = FindPlaces(picture, grid, row, column, places);
      // The last row alone has nothing behind its last pixel.
      if (whole && std::max(places.y.front(), places.y.back()) + 2 < picture.height) {
        Gather<true>(picture, places, corners);
      } else {
        Gather<false>(picture, places, corners);
      }
      Interpolate(places, corners, pixels);
      const int count = std::min(kBatch, size - column);
      for (int i = 0; i < count; ++i, to += 3) {
        for (int c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>(pixels[i] >> (8 * c));
      }
    }
  }
}

}  // namespace ezpt::pose
