#include "pose/crop.h"

#include <gtest/gtest.h>

#include <vector>

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
