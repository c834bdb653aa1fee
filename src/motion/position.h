#pragma once

#include <optional>

#include "body/landmarks.h"
#include "body/signal.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/recording.h"
#include "motion/signal_bank.h"

namespace ezpt::motion {

/// Whether the body is in the position that the exercise starts from: upright on
/// straight legs, seated, on the back, or on hands and feet. Says nothing about
/// parts that are out of the picture.
[[nodiscard]] bool InPosition(exercise::Position position, const body::Pose& pose, const body::BodyScale& scale,
                              const ViewEstimate& view, float min_score);

/// The same of an exercise in which the legs do not work, and are never looked at: who sits does it too.
[[nodiscard]] bool HoldsTrunk(exercise::Position position, const body::Pose& pose, const body::BodyScale& scale,
                              const ViewEstimate& view, float min_score);

/// Whether at the far end of something done upright the person has bent down to the floor.
[[nodiscard]] bool BentDown(const exercise::Definition& definition, const SignalBank& bank, const Samples& samples,
                            const Parts& parts, const SideContext& side);

/// Whether a foot that the definition's contacts say stays where it is did not, as far as the view shows it.
[[nodiscard]] bool FeetMoved(const exercise::Definition& definition, const SignalBank& bank, const Samples& samples,
                             const Parts& parts, const SideContext& side);

}  // namespace ezpt::motion
