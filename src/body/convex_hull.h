#pragma once

#include <array>
#include <vector>

namespace ezpt::body {

using PicturePixel = std::array<int, 2>;  ///< x, y.

/// The corners of the points' convex hull, in order around it; points between corners are left out. Fewer than three
/// points that differ come back as they are. Cost: O(n log n).
/// Source: Andrew's monotone chain.
[[nodiscard]] std::vector<PicturePixel> ConvexHull(std::vector<PicturePixel> points);

}  // namespace ezpt::body
