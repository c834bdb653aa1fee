#pragma once

#include <functional>
#include <optional>

#include "body/landmarks.h"
#include "coach/feedback.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::coach {

/// A signal as the analyzer reads it on this frame: what is drawn is what is counted and reported.
using LatestSignal = std::function<std::optional<double>(body::Signal, body::Side)>;

/// The side whose angle is drawn: the chosen one, or while a movement is under way the one that moves.
[[nodiscard]] motion::SideChoice SideShown(motion::SideChoice chosen, const motion::MotionUpdate& update);

/// The arc to draw for this frame: of the first measure with a target that is an
/// angle between three landmarks, is read at the far end, and that `view` can
/// support. Where both sides or the working side of an unknown side count, the
/// one that is further along is drawn.
/// Nothing when the view is not known, no measure fits, or its joints are not seen.
/// Cost: O(measures); thread-safe.
[[nodiscard]] std::optional<TargetArc> ArcOf(const exercise::Definition& definition, const body::Pose& pose,
                                             const motion::ViewEstimate& view, motion::SideChoice side,
                                             const LatestSignal& latest);

}  // namespace ezpt::coach
