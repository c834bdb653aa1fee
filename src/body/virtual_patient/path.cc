#include "body/virtual_patient/path.h"

#include <algorithm>
#include <cmath>

namespace ezpt::body {
namespace {

/// Where on the rounded corner of an inner joint `u` falls, if it does.
struct Corner {
  bool inside = false;
  Vec3 before, joint, after;
  double s = 0;
};

Corner CornerAt(const Path& path, double u) {
  for (std::size_t j = 1; j < path.bones; ++j) {
    const Vec3 in = path.joints[j] - path.joints[j - 1], out = path.joints[j + 1] - path.joints[j];
    const double in_length = Norm(in), out_length = Norm(out);
    const double d_in = std::min(path.rounding[j], 0.48 * in_length),
                 d_out = std::min(path.rounding[j], 0.48 * out_length);
    const double from = static_cast<double>(j) - d_in / in_length, to = static_cast<double>(j) + d_out / out_length;
    if (u <= from || u >= to) continue;
    const double here = static_cast<double>(j);
    const double s = u < here ? 0.5 * (u - from) / (here - from) : 0.5 + 0.5 * (u - here) / (to - here);
    return {true, path.joints[j] - in * (d_in / in_length), path.joints[j], path.joints[j] + out * (d_out / out_length),
            s};
  }
  return {};
}

std::size_t BoneOf(const Path& path, double u) {
  return std::min(static_cast<std::size_t>(std::max(u, 0.0)), path.bones - 1);
}

double CatmullRom(double a, double b, double c, double d, double s) {
  return b + 0.5 * s * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a)));
}

std::vector<Knot> Refined(std::span<const Knot> knots, int between) {
  std::vector<Knot> out;
  const std::size_t last = knots.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const Knot &b = knots[i], &c = knots[i + 1];
    const Knot &a = i > 0 ? knots[i - 1] : b, &d = i + 2 <= last ? knots[i + 2] : c;
    for (int k = 0; k <= between; ++k) {
      const double s = static_cast<double>(k) / (between + 1);
      out.push_back({b.u + (c.u - b.u) * s, CatmullRom(a.half_width, b.half_width, c.half_width, d.half_width, s),
                     CatmullRom(a.front_depth, b.front_depth, c.front_depth, d.front_depth, s),
                     CatmullRom(a.back_depth, b.back_depth, c.back_depth, d.back_depth, s)});
    }
  }
  out.push_back(knots[last]);
  return out;
}

Ring RingAt(const Path& path, const Knot& knot, Vec3 front) {
  const Vec3 tangent = path.Tangent(knot.u);
  const Vec3 z = Unit(front - tangent * Dot(front, tangent), {0, 0, 1});
  return {path.Centre(knot.u), Cross(z, tangent), z, knot.half_width, knot.front_depth, knot.back_depth, 0};
}

}  // namespace

Vec3 Path::Centre(double u) const {
  const Corner c = CornerAt(*this, u);
  if (c.inside) return Lerp(Lerp(c.before, c.joint, c.s), Lerp(c.joint, c.after, c.s), c.s);
  const std::size_t bone = BoneOf(*this, u);
  return Lerp(joints[bone], joints[bone + 1], u - static_cast<double>(bone));
}

Vec3 Path::Tangent(double u) const {
  const Corner c = CornerAt(*this, u);
  if (c.inside) return Unit(Lerp(c.joint - c.before, c.after - c.joint, c.s));
  const std::size_t bone = BoneOf(*this, u);
  return Unit(joints[bone + 1] - joints[bone]);
}

std::vector<Ring> RingsAlong(const Path& path, std::span<const Knot> knots, int between, Vec3 last_front) {
  const std::vector<Knot> fine = Refined(knots, between);
  std::vector<Ring> rings(fine.size());
  Vec3 front = last_front;
  for (std::size_t i = fine.size(); i-- > 0;) {
    rings[i] = RingAt(path, fine[i], front);
    front = rings[i].front;
  }
  return rings;
}

std::vector<Ring> RingsAlong(const Path& path, std::span<const Knot> knots, int between,
                             const std::array<Vec3, 3>& bone_fronts) {
  std::vector<Ring> rings;
  for (const Knot& knot : Refined(knots, between)) {
    // A bone's own front at its middle, half-way to the next one's at the joint.
    const double at = std::clamp(knot.u - 0.5, 0.0, static_cast<double>(path.bones) - 1.0);
    const std::size_t bone = std::min(static_cast<std::size_t>(at), path.bones - 2);
    rings.push_back(RingAt(path, knot, Lerp(bone_fronts[bone], bone_fronts[bone + 1], at - static_cast<double>(bone))));
  }
  return rings;
}

}  // namespace ezpt::body
