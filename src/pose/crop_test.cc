#include "pose/crop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/random.h"

namespace ezpt::pose {
namespace {

constexpr int kSize = 16;
constexpr double kPositionTolerance = 1e-9;  // Pixels.

/// Red is x, green is y, so that a pixel says where it came from.
Image Coordinates(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.Row(y)[x * 3] = static_cast<uint8_t>(x);
      image.Row(y)[x * 3 + 1] = static_cast<uint8_t>(y);
      image.Row(y)[x * 3 + 2] = 77;
    }
  }
  return image;
}

struct Cropped {
  std::vector<uint8_t> pixels = std::vector<uint8_t>(kSize * kSize * 3);
  [[nodiscard]] int At(int row, int column, int channel) const { return pixels[(row * kSize + column) * 3 + channel]; }
};

Cropped Crop(const Image& image, const Region& region) {
  Cropped cropped;
  CropSquare(image.view(), region, kSize, cropped.pixels);
  return cropped;
}

TEST(Crop, CornersAreAligned) {
  const Image image = Coordinates(101, 101);
  const Cropped crop = Crop(image, WholePicture(101, 101));
  EXPECT_EQ(crop.At(0, 0, 0), 0);
  EXPECT_EQ(crop.At(0, 15, 0), 100);
  EXPECT_EQ(crop.At(15, 0, 1), 100);
  EXPECT_EQ(crop.At(0, 3, 0), 20);  // 3 of 15 steps over 100 pixels.
}

TEST(Crop, OutsideIsBlack) {
  const Image image = Coordinates(100, 50);
  const Cropped crop = Crop(image, WholePicture(100, 50));
  EXPECT_EQ(crop.At(0, 8, 2), 0);
  EXPECT_EQ(crop.At(8, 8, 2), 77);
  EXPECT_EQ(crop.At(15, 8, 2), 0);
}

TEST(Crop, QuarterTurnShowsTheRightSideBelow) {
  const Image image = Coordinates(101, 101);
  // A body whose shoulder→hip points left in the picture is "down turned 90° clockwise".
  const Cropped crop = Crop(image, WholePicture(101, 101, Radians(kPi / 2)));
  EXPECT_NEAR(crop.At(15, 7, 0), 0, 1);  // The crop's bottom is the picture's left.
  EXPECT_NEAR(crop.At(0, 7, 0), 100, 1);
  EXPECT_NEAR(crop.At(7, 15, 1), 100, 1);  // Its right is the picture's bottom.
}

/// The definition, a number at a time.
uint8_t Plainly(const ImageView& picture, double x, double y, int channel) {
  if (x < 0 || y < 0 || x > picture.width - 1 || y > picture.height - 1) return 0;
  const int x0 = static_cast<int>(x);
  const int y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, picture.width - 1);
  const int y1 = std::min(y0 + 1, picture.height - 1);
  const auto at = [&](int px, int py) { return static_cast<double>(picture.Row(py)[px * 3 + channel]); };
  const double top = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * (x - x0);
  const double bottom = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * (x - x0);
  return static_cast<uint8_t>(top + (bottom - top) * (y - y0));
}

TEST(Crop, EqualsTheDefinitionAtEverySizePlaceAndTurn) {
  constexpr int kLevel = 1;  // Values are cut, so that rounding may show as one.
  Random random(3);
  Image image(53, 37);
  for (int y = 0; y < image.height(); ++y) {
    for (int i = 0; i < 3 * image.width(); ++i) image.Row(y)[i] = static_cast<uint8_t>(4 * (y + i / 3) % 200 + i % 3);
  }
  for (int size = 2; size < 40; size += 5) {
    for (int turn = 0; turn < 12; ++turn) {
      const Region region{{random.NextIn(0, 53), random.NextIn(0, 37)}, random.NextIn(5, 90), Radians(turn * kPi / 6)};
      std::vector<uint8_t> out(static_cast<std::size_t>(size * size * 3));
      CropSquare(image.view(), region, size, out);
      int far = 0;
      for (int i = 0; i < size * size * 3; ++i) {
        const PicturePoint p =
            ToPicture(region, i / 3 % size / (size - 1.0), static_cast<double>(i / 3 / size) / (size - 1));
        const uint8_t plain = Plainly(image.view(), p.x * 52 / 53, p.y * 36 / 37, i % 3);
        far += std::abs(out[static_cast<std::size_t>(i)] - plain) > kLevel ? 1 : 0;
      }
      // A place on the very edge may fall on either side of it.
      EXPECT_LE(far, 3 * size / 4) << "size " << size << ", turn " << turn;
    }
  }
}

TEST(Region, TurnsAboutItsCentre) {
  const Region region{{40, 60}, 20, Radians(kPi / 2)};
  const PicturePoint middle = ToPicture(region, 0.5, 0.5);
  EXPECT_NEAR(middle.x, 40, kPositionTolerance);
  EXPECT_NEAR(middle.y, 60, kPositionTolerance);
  const PicturePoint below = ToPicture(region, 0.5, 1.0);
  EXPECT_NEAR(below.x, 30, kPositionTolerance);
  EXPECT_NEAR(below.y, 60, kPositionTolerance);
}

}  // namespace
}  // namespace ezpt::pose
