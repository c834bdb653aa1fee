#pragma once

#include "body/landmarks.h"

namespace ezpt::motion {

/// The pose with only what was truly seen; the score of every other landmark is 0.
/// Not seen is what is not a number, and a wrist or an ankle that lies on the other
/// side's and is badly seen beside it: a pose network looks for each of the two on
/// its own, and where it loses one it often names the other's place for both, which
/// would bend a straight knee by a right angle.
/// Any topology and space; in kWorld limbs do not hide one another, and are left as
/// they are. Cost: O(1); thread-safe.
[[nodiscard]] body::Pose Seen(const body::Pose& pose);

}  // namespace ezpt::motion
