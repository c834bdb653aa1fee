#include "body/virtual_patient/camera.h"

#include <algorithm>

#include "base/random.h"

namespace ezpt::body {

CameraPlacement NominalPlacement(View view, Posture posture) {
  const bool lying = posture == Posture::kSupine || posture == Posture::kPlank;
  CameraPlacement placement;
  switch (view) {
    case View::kFront:
      placement.azimuth = Degrees(lying ? 90 : 0);
      break;
    case View::kSideLeft:
      placement.azimuth = Degrees(90);
      break;
    case View::kSideRight:
      placement.azimuth = Degrees(-90);
      break;
    case View::kOblique:
      placement.azimuth = Degrees(lying ? 52 : 37.5);
      break;
  }
  placement.elevation = Degrees(4);
  if (!lying) return placement;
  // Lying: across the long axis from the side, low. What faces up or ahead is
  // seen by a camera off the side that looks down.
  switch (view) {
    case View::kSideLeft:
    case View::kSideRight:
      placement.elevation = Degrees(9);
      break;
    case View::kFront:
      placement.elevation = Degrees(posture == Posture::kSupine ? 48 : 38);
      break;
    case View::kOblique:
      placement.elevation = Degrees(24);
      break;
  }
  return placement;
}

CameraPlacement PlaceCamera(View view, Posture posture, uint64_t seed) {
  Random random(seed * 0xd1342543de82ef95ULL + 0x2545f491ULL);
  CameraPlacement placement = NominalPlacement(view, posture);
  placement.azimuth += Degrees((view == View::kOblique ? 5.5 : 6.0) * random.NextIn(-1.0, 1.0));
  placement.elevation += Degrees(3.0 * random.NextIn(-1.0, 1.0));
  placement.fill = random.NextIn(0.76, 0.84);
  return placement;
}

Camera FitCamera(const CameraPlacement& placement, std::span<const Vec3> points, int width, int height) {
  Vec3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
  for (const Vec3 p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  Vec3 target = Lerp(low, high, 0.5);
  const double az = ToRadians(placement.azimuth).value, el = ToRadians(placement.elevation).value;
  const Vec3 away{math::Sin(az) * math::Cos(el), math::Sin(el), math::Cos(az) * math::Cos(el)};
  Camera camera;
  camera.width = width;
  camera.height = height;
  const double half = 0.5 * ToRadians(placement.field_of_view).value;
  camera.focal = 0.5 * std::min(width, height) * math::Cos(half) / math::Sin(half);
  camera.axes.z = -away;
  camera.axes.x = Unit(Cross(camera.axes.z, {0, 1, 0}));
  camera.axes.y = Cross(camera.axes.z, camera.axes.x);
  // Each pass centres the projection, which perspective shifts; by the third it has settled.
  double distance = 1.0;
  for (int pass = 0; pass < 3; ++pass) {
    distance = 0.8;
    for (const Vec3 p : points) {
      const Vec3 d = p - target;
      const double x = std::fabs(Dot(d, camera.axes.x)), y = std::fabs(Dot(d, camera.axes.y)), z = Dot(d, away);
      distance = std::max({distance, z + x * camera.focal / (0.5 * width * placement.fill),
                           z + y * camera.focal / (0.5 * height * placement.fill)});
    }
    camera.position = target + away * distance;
    Vec3 least{1e9, 1e9, 0}, most{-1e9, -1e9, 0};
    for (const Vec3 p : points) {
      const Vec3 px = camera.Project(p);
      least = {std::min(least.x, px.x), std::min(least.y, px.y), 0};
      most = {std::max(most.x, px.x), std::max(most.y, px.y), 0};
    }
    const Vec3 off = Lerp(least, most, 0.5) - Vec3{0.5 * width, 0.5 * height, 0};
    target = target + (camera.axes.x * off.x + camera.axes.y * off.y) * (distance / camera.focal);
    camera.position = target + away * distance;
  }
  return camera;
}

}  // namespace ezpt::body
