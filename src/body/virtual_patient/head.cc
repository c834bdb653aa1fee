// Face, ears and hair. Lengths are in head radii (half the head's height), from
// the head's centre: y up, z to the face.
#include <algorithm>
#include <array>
#include <cmath>

#include "body/virtual_patient/dress.h"
#include "body/virtual_patient/path.h"

namespace ezpt::body {
namespace {

struct Level {
  double y, half_width, front, back;
};
/// The skull and jaw, from the chin to the crown.
constexpr std::array<Level, 11> kSkull = {{{-1.00, 0.24, 0.66, 0.16},
                                           {-0.90, 0.37, 0.77, 0.00},
                                           {-0.70, 0.51, 0.83, -0.22},
                                           {-0.45, 0.62, 0.86, -0.52},
                                           {-0.20, 0.69, 0.88, -0.75},
                                           {0.05, 0.735, 0.87, -0.89},
                                           {0.30, 0.75, 0.88, -0.96},
                                           {0.55, 0.71, 0.83, -0.94},
                                           {0.78, 0.56, 0.64, -0.77},
                                           {0.93, 0.33, 0.35, -0.49},
                                           {1.00, 0.10, 0.06, -0.21}}};

Level SkullAt(double y) {
  if (y <= kSkull.front().y) return kSkull.front();
  for (std::size_t i = 0; i + 1 < kSkull.size(); ++i) {
    const Level &a = kSkull[i], &b = kSkull[i + 1];
    if (y > b.y) continue;
    const double s = (y - a.y) / (b.y - a.y);
    return {y, a.half_width + s * (b.half_width - a.half_width), a.front + s * (b.front - a.front),
            a.back + s * (b.back - a.back)};
  }
  return kSkull.back();
}

/// Where the hair ends, by the angle from the face (0) to the nape (180).
struct Cut {
  std::array<double, 6> line;  ///< At 0, 36, 72, 108, 144 and 180 degrees.
  double thickness, side_thickness;
};
constexpr Cut kShortCut = {{0.66, 0.58, 0.18, -0.20, -0.50, -0.58}, 0.09, 0.05};
constexpr Cut kBuzzCut = {{0.68, 0.60, 0.20, -0.20, -0.48, -0.55}, 0.025, 0.02};
constexpr Cut kBobCut = {{0.62, 0.52, -0.75, -1.00, -1.00, -1.00}, 0.10, 0.15};
constexpr Cut kTiedCut = {{0.70, 0.62, 0.20, -0.15, -0.45, -0.52}, 0.06, 0.05};

const Cut& CutOf(HairStyle style) {
  switch (style) {
    case HairStyle::kBob:
      return kBobCut;
    case HairStyle::kBuzz:
      return kBuzzCut;
    case HairStyle::kBun:
    case HairStyle::kPonytail:
      return kTiedCut;
    default:
      return kShortCut;
  }
}

double HairLine(const Cut& cut, double degrees_from_face) {
  const double at = std::clamp(degrees_from_face / 36.0, 0.0, 4.999);
  const auto i = static_cast<std::size_t>(at);
  return cut.line[i] + (cut.line[i + 1] - cut.line[i]) * SmoothStep(0, 1, at - static_cast<double>(i));
}

/// A shell over the skull that dips below the skin where there is no hair.
void AddHairShell(const Frame& head, Vec3 centre, double r, const Cut& cut, uint16_t hair, Mesh& mesh) {
  constexpr int kAround = 28, kRows = 22;
  const auto first = static_cast<uint32_t>(mesh.positions.size());
  for (int row = 0; row < kRows; ++row) {
    const double y = -0.98 + 2.02 * row / (kRows - 1);
    const Level level = SkullAt(std::min(y, 0.99));
    for (int i = 0; i < kAround; ++i) {
      const double turn = 2.0 * kPi * i / kAround;
      const double s = math::Sin(turn), c = math::Cos(turn);
      const double from_face = 180.0 - std::fabs(360.0 * i / kAround - 180.0);
      const double covered = SmoothStep(-0.07, 0.07, y - HairLine(cut, from_face));
      const double thick = cut.thickness + (cut.side_thickness - cut.thickness) * SmoothStep(0.5, 1.0, std::fabs(s));
      const double grow = covered * thick - (1.0 - covered) * 0.10;
      const double lift = covered * cut.thickness * SmoothStep(0.4, 1.0, y);
      // Below the skull a bob hangs straight down rather than following the jaw.
      const Level hung = y < 0.0 && cut.line[3] < -0.9 ? SkullAt(0.2 * y) : level;
      const double hang = covered;
      const double width = level.half_width + hang * (hung.half_width - level.half_width) + grow;
      const double front = level.front + grow, back = level.back + hang * (hung.back - level.back) - grow;
      const double middle = 0.5 * (front + back), depth = 0.5 * (front - back);
      mesh.positions.push_back(
          ToF3(head.origin + head.axes * ((centre + Vec3{width * s, y + lift, middle + depth * c} * r))));
    }
  }
  mesh.normals.resize(mesh.positions.size());
  const auto at = [&](int row, int i) {
    return first + static_cast<uint32_t>(row * kAround + (i + kAround) % kAround);
  };
  for (int row = 0; row < kRows; ++row) {
    for (int i = 0; i < kAround; ++i) {
      const F3 up = mesh.positions[at(std::min(row + 1, kRows - 1), i)] - mesh.positions[at(std::max(row - 1, 0), i)];
      const F3 round = mesh.positions[at(row, i + 1)] - mesh.positions[at(row, i - 1)];
      mesh.normals[at(row, i)] = Unit(Cross(round, up));
      if (row + 1 == kRows) continue;
      mesh.triangles.push_back({{at(row, i), at(row, i + 1), at(row + 1, i)}, hair});
      mesh.triangles.push_back({{at(row, i + 1), at(row + 1, i + 1), at(row + 1, i)}, hair});
    }
  }
}

Colour Shade(const Colour& c, float k, float red) { return {std::min(1.0F, c.r * k + red), c.g * k, c.b * k}; }

}  // namespace

void AddHead(const Proportions& body, const PatientLook& look, const Skeleton& skeleton, uint16_t skin, Mesh& mesh) {
  const Frame& head = skeleton.head;
  const double r = body.head_radius;
  const Vec3 centre{0, body.head_centre - body.neck_base, 0};
  const auto place = [&](double x, double y, double z) { return head * (centre + Vec3{x, y, z} * r); };
  const auto blob = [&](double x, double y, double z, Vec3 radii, uint16_t material, int around) {
    AddEllipsoid(place(x, y, z), head.axes, radii * r, around, material, mesh);
  };
  std::vector<Ring> skull;
  for (double y = -1.0; y < 1.001; y += 0.1) {
    const Level level = SkullAt(y);
    const double depth = 0.5 * (level.front - level.back) * r;
    skull.push_back({place(0, y, 0.5 * (level.front + level.back)), head.axes.x, head.axes.z, level.half_width * r,
                     depth, depth, 0.06});
  }
  AddTube(skull, 28, Ends::kClosed, skin, mesh);

  const uint16_t nose = mesh.Add({Shade(look.skin, 0.93F, 0.02F), 0.12F, 0.3F});
  const uint16_t white = mesh.Add({{0.95F, 0.95F, 0.94F}, 0.2F, 0.2F});
  const uint16_t iris = mesh.Add({{0.14F, 0.09F, 0.07F}, 0.5F, 0.0F});
  const uint16_t brow = mesh.Add({Shade(look.hair, 0.8F, 0.0F), 0.02F, 0.0F});
  const uint16_t lips = mesh.Add({Shade(look.skin, 0.66F, 0.10F), 0.15F, 0.2F});
  const uint16_t hair = mesh.Add({look.hair, 0.16F, 0.0F});
  blob(0, -0.14, 0.90, {0.095, 0.20, 0.12}, nose, 12);
  blob(0, -0.24, 0.96, {0.125, 0.085, 0.115}, nose, 12);
  blob(0, -0.53, 0.83, {0.24, 0.045, 0.06}, lips, 12);
  blob(0, -0.59, 0.82, {0.17, 0.05, 0.065}, lips, 12);
  for (const double side : {1.0, -1.0}) {
    blob(side * 0.30, 0.09, 0.795, {0.135, 0.085, 0.075}, white, 12);
    blob(side * 0.295, 0.09, 0.845, {0.068, 0.075, 0.04}, iris, 12);
    blob(side * 0.31, 0.285, 0.80, {0.18, 0.032, 0.07}, brow, 12);
    blob(side * 0.745, -0.04, -0.08, {0.075, 0.21, 0.14}, skin, 12);
    blob(side * 0.775, -0.04, -0.05, {0.055, 0.12, 0.08}, nose, 12);
  }
  if (look.hair_style == HairStyle::kBald) return;
  AddHairShell(head, centre, r, CutOf(look.hair_style), hair, mesh);
  if (look.hair_style == HairStyle::kBun) blob(0, 0.62, -0.98, {0.36, 0.36, 0.34}, hair, 16);
  if (look.hair_style == HairStyle::kPonytail) {
    Path tail;
    tail.joints = {place(0, 0.45, -0.85), place(0, 0.40, -1.30), place(0, -0.30, -1.38), place(0, -1.00, -1.15)};
    tail.rounding = {0, 0.3 * r, 0.3 * r, 0};
    const std::array<Knot, 4> knots = {{{0.0, 0.14 * r, 0.14 * r, 0.14 * r},
                                        {1.0, 0.20 * r, 0.20 * r, 0.20 * r},
                                        {2.0, 0.21 * r, 0.19 * r, 0.19 * r},
                                        {3.0, 0.07 * r, 0.07 * r, 0.07 * r}}};
    AddTube(RingsAlong(tail, knots, 2, head.axes.z), 12, Ends::kClosed, hair, mesh);
  }
}

}  // namespace ezpt::body
