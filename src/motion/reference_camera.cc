#include "motion/reference_camera.h"

#include <algorithm>

namespace ezpt::motion {
namespace {

using body::Vec3;

/// Degrees from facing the camera, towards the person's left.
double YawOf(body::View view) {
  switch (view) {
    case body::View::kFront:
      return 0;
    case body::View::kOblique:
      return 38;
    case body::View::kSideLeft:
      return 90;
    case body::View::kSideRight:
      return -90;
  }
  return 0;
}

}  // namespace

ReferenceCamera::Point ReferenceCamera::Project(Vec3 world) const {
  const Vec3 d = world - eye;
  const double scale = focal / std::max(0.2, body::Dot(d, forward));
  return {centre.x + body::Dot(d, right) * scale, centre.y - body::Dot(d, up) * scale};
}

ReferenceCamera PlaceReferenceCamera(body::View view, std::span<const Vec3> joints, double height, Random& random) {
  Vec3 low = joints.front();
  Vec3 high = joints.front();
  for (const Vec3& p : joints) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  const Vec3 middle = (low + high) * 0.5;
  const body::Mat3 turn = body::RotateY(Degrees(YawOf(view) + random.NextIn(-8, 8)));
  // End-on to someone low, a camera stands near the head or the feet: the rest is far behind.
  const bool end_on = view == body::View::kFront && high.y - low.y < 0.6 * height;
  ReferenceCamera camera;
  camera.eye = middle + turn.z * (random.NextIn(end_on ? 0.95 : 1.6, end_on ? 1.8 : 2.4) * height);
  camera.eye.y = std::max(0.25, middle.y + random.NextIn(-0.25, 0.4));
  camera.forward = body::Unit(middle - camera.eye);
  camera.right = body::Unit(body::Cross(camera.forward, {0, 1, 0}));
  camera.up = body::Cross(camera.right, camera.forward);
  return camera;
}

}  // namespace ezpt::motion
