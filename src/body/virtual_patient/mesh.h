#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "body/vec.h"
#include "body/virtual_patient/look.h"

namespace ezpt::body {

/// Single precision point or direction, world frame unless said otherwise.
struct F3 {
  float x = 0, y = 0, z = 0;

  friend constexpr F3 operator+(F3 a, F3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr F3 operator-(F3 a, F3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr F3 operator*(F3 a, float k) { return {a.x * k, a.y * k, a.z * k}; }
};
[[nodiscard]] constexpr float Dot(F3 a, F3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr F3 Cross(F3 a, F3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline F3 Unit(F3 a) {
  const float n = std::sqrt(Dot(a, a));
  return n > 1e-12F ? a * (1.0F / n) : F3{0, 1, 0};
}
[[nodiscard]] inline F3 ToF3(Vec3 v) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
}

/// What a surface is made of.
struct Material {
  Colour colour;
  float gloss = 0.0F;     ///< Strength of the highlight.
  float translucent = 0;  ///< How far light wraps round, as in skin.
};

/// A triangle mesh in world coordinates, its vertices with unit normals.
struct Mesh {
  struct Triangle {
    std::array<uint32_t, 3> v;
    uint16_t material;
  };
  std::vector<F3> positions;
  std::vector<F3> normals;
  std::vector<Triangle> triangles;
  std::vector<Material> materials;

  void Clear();
  [[nodiscard]] uint16_t Add(const Material& material);
};

/// One cross-section of a tube: an ellipse with its own front and back depth.
struct Ring {
  Vec3 centre;
  Vec3 side;   ///< Unit, towards the half-width.
  Vec3 front;  ///< Unit, towards the front depth.
  double half_width = 0, front_depth = 0, back_depth = 0;
  double squareness = 0;  ///< 0 an ellipse … 1 nearly a rounded box.
};

/// Joins the rings, with `around` points each, into a smooth surface; `closed`
/// ends are rounded off beyond the first and last ring.
enum class Ends { kOpen, kClosed };
void AddTube(std::span<const Ring> rings, int around, Ends ends, uint16_t material, Mesh& mesh);

/// An ellipsoid with half-axes `radii` along the frame's axes.
void AddEllipsoid(Vec3 centre, const Mat3& axes, Vec3 radii, int around, uint16_t material, Mesh& mesh);

/// A box with half-sizes `half` and flat faces.
void AddBox(Vec3 centre, const Mat3& axes, Vec3 half, uint16_t material, Mesh& mesh);

}  // namespace ezpt::body
