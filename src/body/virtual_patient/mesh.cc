#include "body/virtual_patient/mesh.h"

#include <algorithm>

namespace ezpt::body {
namespace {

constexpr int kMaxAround = 48;

/// Unit circle at `around` steps, the same tables for every tube.
struct Circle {
  std::array<double, kMaxAround> cosine{}, sine{};
  explicit Circle(int around) {
    for (int i = 0; i < around; ++i) {
      const double angle = 2.0 * kPi * i / around;
      cosine[static_cast<std::size_t>(i)] = math::Cos(angle);
      sine[static_cast<std::size_t>(i)] = math::Sin(angle);
    }
  }
};

const Circle& CircleOf(int around) {
  static const Circle kEight(8), kTwelve(12), kSixteen(16), kTwenty(20), kTwentyEight(28);
  switch (around) {
    case 8:
      return kEight;
    case 12:
      return kTwelve;
    case 16:
      return kSixteen;
    case 20:
      return kTwenty;
    default:
      return kTwentyEight;
  }
}

int Rounded(int around) { return around <= 8 ? 8 : around <= 12 ? 12 : around <= 16 ? 16 : around <= 20 ? 20 : 28; }

/// A grid of `rows` × `around` points starting at `first`: its triangles and normals.
void Skin(uint32_t first, int rows, int around, uint16_t material, Mesh& mesh) {
  const auto at = [&](int row, int i) { return first + static_cast<uint32_t>(row * around + (i + around) % around); };
  for (int row = 0; row + 1 < rows; ++row) {
    for (int i = 0; i < around; ++i) {
      const uint32_t a = at(row, i), b = at(row, i + 1), c = at(row + 1, i), d = at(row + 1, i + 1);
      mesh.triangles.push_back({{a, c, b}, material});
      mesh.triangles.push_back({{b, c, d}, material});
    }
  }
  // Rows may run either way: normals point away from the middle row's centre.
  const int middle = rows / 2;
  F3 centre{};
  for (int i = 0; i < around; ++i)
    centre = centre + mesh.positions[at(middle, i)] * (1.0F / static_cast<float>(around));
  float outward = 0.0F;
  for (int i = 0; i < around; ++i) {
    const F3 along =
        mesh.positions[at(std::min(middle + 1, rows - 1), i)] - mesh.positions[at(std::max(middle - 1, 0), i)];
    const F3 round = mesh.positions[at(middle, i + 1)] - mesh.positions[at(middle, i - 1)];
    outward += Dot(Cross(along, round), mesh.positions[at(middle, i)] - centre);
  }
  const float sign = outward < 0.0F ? -1.0F : 1.0F;
  for (int row = 0; row < rows; ++row) {
    const int above = std::max(row - 1, 0), below = std::min(row + 1, rows - 1);
    for (int i = 0; i < around; ++i) {
      const F3 along = mesh.positions[at(below, i)] - mesh.positions[at(above, i)];
      const F3 round = mesh.positions[at(row, i + 1)] - mesh.positions[at(row, i - 1)];
      mesh.normals[at(row, i)] = Unit(Cross(along, round) * sign);
    }
  }
}

void AddRing(const Ring& ring, const Circle& circle, int around, Mesh& mesh) {
  for (int i = 0; i < around; ++i) {
    double c = circle.cosine[static_cast<std::size_t>(i)], s = circle.sine[static_cast<std::size_t>(i)];
    if (ring.squareness > 0.0) {
      // Towards the circumscribed box: scale by 1 / max(|c|, |s|).
      const double grow = 1.0 + ring.squareness * (1.0 / std::max(std::fabs(c), std::fabs(s)) - 1.0);
      c *= grow;
      s *= grow;
    }
    const double depth = s >= 0 ? ring.front_depth : ring.back_depth;
    mesh.positions.push_back(ToF3(ring.centre + ring.side * (c * ring.half_width) + ring.front * (s * depth)));
  }
}

Ring Shrunk(const Ring& ring, Vec3 shift, double scale) {
  Ring out = ring;
  out.centre = ring.centre + shift;
  out.half_width *= scale;
  out.front_depth *= scale;
  out.back_depth *= scale;
  return out;
}

}  // namespace

void Mesh::Clear() {
  positions.clear();
  normals.clear();
  triangles.clear();
  materials.clear();
}

uint16_t Mesh::Add(const Material& material) {
  materials.push_back(material);
  return static_cast<uint16_t>(materials.size() - 1);
}

void AddTube(std::span<const Ring> rings, int around, Ends ends, uint16_t material, Mesh& mesh) {
  if (rings.size() < 2) return;
  around = Rounded(around);
  const Circle& circle = CircleOf(around);
  const auto first = static_cast<uint32_t>(mesh.positions.size());
  constexpr std::array<std::array<double, 2>, 3> kCap = {{{1.0, 0.03}, {0.86, 0.5}, {0.5, 0.87}}};  // out, width
  int rows = 0;
  const auto cap = [&](const Ring& ring, Vec3 out, bool reversed) {
    const double size = 0.5 * std::min(ring.half_width, 0.5 * (ring.front_depth + ring.back_depth)) * 1.4;
    for (std::size_t i = 0; i < kCap.size(); ++i) {
      const auto& step = kCap[reversed ? kCap.size() - 1 - i : i];
      AddRing(Shrunk(ring, out * (step[0] * size), step[1]), circle, around, mesh);
      ++rows;
    }
  };
  if (ends == Ends::kClosed) cap(rings.front(), Unit(rings[0].centre - rings[1].centre), false);
  for (const Ring& ring : rings) {
    AddRing(ring, circle, around, mesh);
    ++rows;
  }
  if (ends == Ends::kClosed) {
    cap(rings.back(), Unit(rings.back().centre - rings[rings.size() - 2].centre), true);
  }
  mesh.normals.resize(mesh.positions.size());
  Skin(first, rows, around, material, mesh);
}

void AddEllipsoid(Vec3 centre, const Mat3& axes, Vec3 radii, int around, uint16_t material, Mesh& mesh) {
  std::array<Ring, 10> rings;
  const auto count = static_cast<std::size_t>(around >= 16 ? 10 : 7);
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = kPi * (static_cast<double>(i) + 0.08) / (static_cast<double>(count) - 0.84);
    const double width = std::max(0.02, math::Sin(angle));
    rings[i] = {centre + axes.y * (radii.y * math::Cos(angle)),
                axes.x,
                axes.z,
                radii.x * width,
                radii.z * width,
                radii.z * width,
                0};
  }
  AddTube(std::span(rings).first(count), around, Ends::kOpen, material, mesh);
}

void AddBox(Vec3 centre, const Mat3& axes, Vec3 half, uint16_t material, Mesh& mesh) {
  const std::array<Vec3, 3> sides = {axes.x * half.x, axes.y * half.y, axes.z * half.z};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const double sign : {1.0, -1.0}) {
      const Vec3 out = sides[axis] * sign, u = sides[(axis + 1) % 3], v = sides[(axis + 2) % 3] * sign;
      const auto first = static_cast<uint32_t>(mesh.positions.size());
      for (const Vec3 corner : {-u - v, u - v, u + v, -u + v}) mesh.positions.push_back(ToF3(centre + out + corner));
      mesh.normals.resize(mesh.positions.size(), Unit(ToF3(out)));
      mesh.triangles.push_back({{first, first + 1, first + 2}, material});
      mesh.triangles.push_back({{first, first + 2, first + 3}, material});
    }
  }
}

}  // namespace ezpt::body
