#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pose/movenet/decoder.h"

namespace ezpt::pose::movenet {

inline constexpr int kGrid = 48;
inline constexpr int kJoints = 17;

/// Heads to be filled in by hand: nobody anywhere, to begin with.
struct Maps final : Heads {
  std::vector<float> centers = std::vector<float>(kGrid * kGrid, -8.0f);
  std::vector<float> regressed = std::vector<float>(kGrid * kGrid * kJoints * 2, 0.0f);
  std::vector<float> heats = std::vector<float>(kGrid * kGrid * kJoints, -8.0f);
  std::vector<float> offsets = std::vector<float>(kGrid * kGrid * kJoints * 2, 0.0f);

  static std::size_t At(int row, int column) { return static_cast<std::size_t>(row * kGrid + column); }
  float& Heat(int row, int column, int joint) { return heats[At(row, column) * kJoints + joint]; }
  float* RegressAt(int row, int column, int joint) { return &regressed[(At(row, column) * kJoints + joint) * 2]; }
  float* OffsetAt(int row, int column, int joint) { return &offsets[(At(row, column) * kJoints + joint) * 2]; }

  [[nodiscard]] int grid() const override { return kGrid; }
  [[nodiscard]] std::span<const float> center() const override { return centers; }
  [[nodiscard]] std::span<const float> heatmap() const override { return heats; }
  [[nodiscard]] Pairs Regress(int row, int column) const override { return PairsAt(regressed, row, column); }
  [[nodiscard]] Pairs Offset(int row, int column) const override { return PairsAt(offsets, row, column); }

 private:
  static Pairs PairsAt(const std::vector<float>& map, int row, int column) {
    Pairs pairs;
    std::copy_n(map.begin() + static_cast<std::ptrdiff_t>(At(row, column) * pairs.size()), pairs.size(), pairs.begin());
    return pairs;
  }
};

/// A figure of thick strokes over a shaded floor, [192][192][3]: the picture
/// whose keypoints TensorFlow.js found are in testdata/figure_keypoints.txt.
/// Whole numbers only, so that it is the same everywhere.
inline std::vector<uint8_t> FigurePicture() {
  constexpr int kSide = 192;
  std::vector<uint8_t> rgb(kSide * kSide * 3);
  const auto set = [&](int x, int y, int r, int g, int b) {
    uint8_t* pixel = &rgb[static_cast<std::size_t>((y * kSide + x) * 3)];
    pixel[0] = static_cast<uint8_t>(r);
    pixel[1] = static_cast<uint8_t>(g);
    pixel[2] = static_cast<uint8_t>(b);
  };
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) set(x, y, 150 + y / 4, 160 + x / 8, y > 150 ? 120 : 175);
  }
  struct Stroke {
    int x0, y0, x1, y1, radius, r, g, b;
  };
  constexpr Stroke kStrokes[] = {
      {88, 112, 84, 142, 9, 40, 50, 90},   {84, 142, 82, 172, 7, 40, 50, 90},    {106, 112, 112, 142, 9, 40, 50, 90},
      {112, 142, 116, 172, 7, 40, 50, 90}, {82, 175, 76, 177, 5, 30, 30, 30},    {116, 175, 122, 177, 5, 30, 30, 30},
      {97, 62, 97, 110, 17, 180, 50, 50},  {80, 62, 66, 84, 6, 180, 50, 50},     {66, 84, 58, 104, 5, 215, 170, 140},
      {114, 62, 130, 80, 6, 180, 50, 50},  {130, 80, 140, 60, 5, 215, 170, 140}, {97, 34, 97, 38, 11, 215, 170, 140},
      {97, 26, 97, 27, 10, 60, 40, 30},    {93, 34, 93, 34, 1, 20, 20, 20},      {101, 34, 101, 34, 1, 20, 20, 20},
  };
  for (const Stroke& s : kStrokes) {
    constexpr int kSteps = 64;
    for (int i = 0; i <= kSteps; ++i) {
      const int cx = s.x0 + (s.x1 - s.x0) * i / kSteps;
      const int cy = s.y0 + (s.y1 - s.y0) * i / kSteps;
      for (int dy = -s.radius; dy <= s.radius; ++dy) {
        for (int dx = -s.radius; dx <= s.radius; ++dx) {
          if (dx * dx + dy * dy <= s.radius * s.radius) set(cx + dx, cy + dy, s.r + dx, s.g + dx, s.b + dx);
        }
      }
    }
  }
  return rgb;
}

}  // namespace ezpt::pose::movenet
