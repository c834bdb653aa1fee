#include "body/convex_hull.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ezpt::body {

std::vector<PicturePixel> ConvexHull(std::vector<PicturePixel> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<PicturePixel> hull;
  const auto turn = [](const PicturePixel& a, const PicturePixel& b, const PicturePixel& c) {
    return int64_t{b[0] - a[0]} * (c[1] - a[1]) - int64_t{b[1] - a[1]} * (c[0] - a[0]);
  };
  // One side of the chain from left to right, the other one back.
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t base = hull.size();
    for (const PicturePixel& p : points) {
      while (hull.size() >= base + 2 && turn(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

}  // namespace ezpt::body
