#include "pose/region.h"

#include <algorithm>
#include <cmath>

namespace ezpt::pose {

PicturePoint ToPicture(const Region& region, double u, double v) {
  const double c = std::cos(region.rotation.value);
  const double s = std::sin(region.rotation.value);
  const double x = (u - 0.5) * region.side;
  const double y = (v - 0.5) * region.side;
  return {region.center.x + c * x - s * y, region.center.y + s * x + c * y};
}

CropPoint ToCrop(const Region& region, const PicturePoint& at) {
  const double c = std::cos(region.rotation.value);
  const double s = std::sin(region.rotation.value);
  const double x = (at.x - region.center.x) / region.side;
  const double y = (at.y - region.center.y) / region.side;
  return {0.5 + c * x + s * y, 0.5 - s * x + c * y};
}

Region WholePicture(int width, int height, Radians rotation) {
  return {{width / 2.0, height / 2.0}, static_cast<double>(std::max(width, height)), rotation};
}

}  // namespace ezpt::pose
