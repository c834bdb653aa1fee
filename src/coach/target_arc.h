#pragma once

#include <optional>

#include "body/landmarks.h"
#include "coach/feedback.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::coach {

/// The arc to draw for this frame: of the first measure with a target that is an
/// angle between three landmarks, is read at the far end, and that `view` can
/// support. Where both sides or the working side of an unknown side count, the
/// one that is further along is drawn.
/// Nothing when the view is not known, no measure fits, or its joints are not seen.
/// Cost: O(measures); thread-safe.
[[nodiscard]] std::optional<TargetArc> ArcOf(const exercise::Definition& definition, const body::Pose& pose,
                                             const motion::ViewEstimate& view, motion::SideChoice side);

}  // namespace ezpt::coach
