#pragma once

#include <array>
#include <cmath>

#include "base/math.h"
#include "base/units.h"

namespace ezpt::body {

/// A point or direction in three dimensions; the frame is the owner's.
struct Vec3 {
  double x = 0, y = 0, z = 0;

  friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  friend constexpr Vec3 operator*(Vec3 a, double k) { return {a.x * k, a.y * k, a.z * k}; }
  friend constexpr Vec3 operator*(double k, Vec3 a) { return a * k; }
};

[[nodiscard]] constexpr double Dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr Vec3 Cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline double Norm(Vec3 a) { return std::sqrt(Dot(a, a)); }
/// The unit vector along `a`; `fallback` where `a` has no length.
[[nodiscard]] inline Vec3 Unit(Vec3 a, Vec3 fallback = {0, 1, 0}) {
  const double n = Norm(a);
  return n > 1e-12 ? a * (1.0 / n) : fallback;
}
[[nodiscard]] constexpr Vec3 Lerp(Vec3 a, Vec3 b, double s) { return a + (b - a) * s; }

/// A rotation: its columns are the frame's own axes in the outer frame.
struct Mat3 {
  Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};

  friend constexpr Vec3 operator*(const Mat3& m, Vec3 v) { return m.x * v.x + m.y * v.y + m.z * v.z; }
  friend constexpr Mat3 operator*(const Mat3& a, const Mat3& b) { return {a * b.x, a * b.y, a * b.z}; }
};

/// A rotation between two others (the axes on straight lines, re-orthogonalised);
/// meant for turns under 120°.
[[nodiscard]] inline Mat3 Blend(const Mat3& from, const Mat3& to, double s) {
  const Vec3 y = Unit(Lerp(from.y, to.y, s), from.z);
  const Vec3 raw = Lerp(from.x, to.x, s);
  const Vec3 x = Unit(raw - y * Dot(raw, y), Cross(y, from.z));
  return {x, y, Cross(x, y)};
}

[[nodiscard]] inline Mat3 RotateX(Degrees angle) {
  const double s = math::Sin(ToRadians(angle).value), c = math::Cos(ToRadians(angle).value);
  return {{1, 0, 0}, {0, c, s}, {0, -s, c}};
}
[[nodiscard]] inline Mat3 RotateY(Degrees angle) {
  const double s = math::Sin(ToRadians(angle).value), c = math::Cos(ToRadians(angle).value);
  return {{c, 0, -s}, {0, 1, 0}, {s, 0, c}};
}
[[nodiscard]] inline Mat3 RotateZ(Degrees angle) {
  const double s = math::Sin(ToRadians(angle).value), c = math::Cos(ToRadians(angle).value);
  return {{c, s, 0}, {-s, c, 0}, {0, 0, 1}};
}

/// Cubic from 0 at `low` to 1 at `high`, flat at both ends.
[[nodiscard]] constexpr double SmoothStep(double low, double high, double x) {
  const double s = x <= low ? 0.0 : x >= high ? 1.0 : (x - low) / (high - low);
  return s * s * (3.0 - 2.0 * s);
}

/// Minimum-jerk progress of a reach from 0 to 1 over s in [0, 1] (Flash and
/// Hogan, J Neurosci 1985;5:1688).
[[nodiscard]] constexpr double MinimumJerk(double s) {
  if (s <= 0.0) return 0.0;
  if (s >= 1.0) return 1.0;
  return s * s * s * (10.0 + s * (-15.0 + 6.0 * s));
}

}  // namespace ezpt::body
