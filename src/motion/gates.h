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

/// Why a complete movement is not this exercise; nothing when it is. Looks at the feet that its contacts say stay in place.
[[nodiscard]] std::optional<Dismissed> Objection(const exercise::Definition& definition, const SignalBank& bank,
                                                 const Samples& samples, const Parts& parts, const SideContext& side);

}  // namespace ezpt::motion
