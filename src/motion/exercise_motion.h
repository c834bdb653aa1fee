#pragma once

#include "body/landmarks.h"
#include "body/virtual_patient/motion.h"
#include "exercise/definition.h"

namespace ezpt::motion {

/// A definition's reference motion in the virtual patient's terms.
/// @param working the side that works first; in alternating exercises the other
///   one follows.
[[nodiscard]] body::ExerciseMotion ExerciseMotionOf(const exercise::Definition& definition, body::Side working);

/// Repetition `repetition` (from 0) as its fault's example shows it.
[[nodiscard]] body::RepOverride FaultyRepetition(const exercise::Definition& definition, const exercise::Fault& fault,
                                                 body::Side working, int repetition);

}  // namespace ezpt::motion
