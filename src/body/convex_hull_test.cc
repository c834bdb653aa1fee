#include "body/convex_hull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ezpt::body {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(ConvexHull, KeepsTheCornersInOrder) {
  const auto hull = ConvexHull({{5, 5}, {0, 0}, {10, 10}, {10, 0}, {0, 10}, {3, 7}, {0, 0}});
  EXPECT_THAT(hull, ElementsAre(PicturePixel{0, 0}, PicturePixel{10, 0}, PicturePixel{10, 10}, PicturePixel{0, 10}));
}

TEST(ConvexHull, LeavesOutWhatLiesOnAnEdge) {
  EXPECT_THAT(ConvexHull({{0, 0}, {5, 0}, {10, 0}, {5, 8}}),
              UnorderedElementsAre(PicturePixel{0, 0}, PicturePixel{10, 0}, PicturePixel{5, 8}));
}

TEST(ConvexHull, PointsInALineAreItsEnds) {
  EXPECT_THAT(ConvexHull({{4, 4}, {0, 0}, {2, 2}, {8, 8}}),
              UnorderedElementsAre(PicturePixel{0, 0}, PicturePixel{8, 8}));
  EXPECT_THAT(ConvexHull({{3, 1}, {3, 1}}), ElementsAre(PicturePixel{3, 1}));
}

}  // namespace
}  // namespace ezpt::body
