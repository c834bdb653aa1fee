#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "body/vec.h"
#include "body/virtual_patient/mesh.h"

namespace ezpt::body {

/// The middle line of a limb or the trunk: straight bones, rounded at the joints.
struct Path {
  std::array<Vec3, 4> joints;
  std::array<double, 4> rounding{};  ///< At the inner joints: how far from each the curve begins, metres.
  std::size_t bones = 3;

  /// @param u bone number plus the fraction along it, [0, bones].
  [[nodiscard]] Vec3 Centre(double u) const;
  [[nodiscard]] Vec3 Tangent(double u) const;
};

/// Size of the cross-section at one place of a path.
struct Knot {
  double u;
  double half_width, front_depth, back_depth;
};

/// Rings along the path through the knots (Catmull–Rom in the sizes),
/// `between` extra rings in each gap. Fronts are carried from the last ring to
/// the first without twisting; `last_front` is the front at the far end.
[[nodiscard]] std::vector<Ring> RingsAlong(const Path& path, std::span<const Knot> knots, int between, Vec3 last_front);

/// The same, the front blended from bone to bone: for the trunk, which twists.
[[nodiscard]] std::vector<Ring> RingsAlong(const Path& path, std::span<const Knot> knots, int between,
                                           const std::array<Vec3, 3>& bone_fronts);

}  // namespace ezpt::body
