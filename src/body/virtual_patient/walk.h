#pragma once

#include "body/skeleton.h"

namespace ezpt::body {

/// A person who comes from `from` to `to` (floor points), turns to face +z and
/// stands. Feet stay where they are planted while they carry the body.
/// @param s [0, 1] of the way: walking until kWalkTurns, turning until kWalkStands.
[[nodiscard]] Skeleton WalkingBody(const Proportions& body, Vec3 from, Vec3 to, double s);

inline constexpr double kWalkTurns = 0.56, kWalkStands = 0.74;

}  // namespace ezpt::body
