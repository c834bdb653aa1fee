#pragma once

#include <deque>
#include <optional>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::motion {

/// The pose in which a movement began: each landmark's median over the rest just
/// before `onset`, of the frames that saw it; so one frame in which a foot was
/// misplaced does not make the foot look as if it moved afterwards. A landmark that
/// few of them saw has score 0. Nothing when
/// no frame is from before the onset. Frames are in order of time.
[[nodiscard]] std::optional<body::Pose> StartPose(const std::deque<body::PoseFrame>& rest, Seconds onset,
                                                  float min_score);

}  // namespace ezpt::motion
