#pragma once

#include <vector>

#include "base/units.h"
#include "body/landmarks.h"
#include "motion/body_trace.h"

namespace ezpt::motion {

/// One time that the movement was done.
struct Cycle {
  Seconds start;
  Seconds peak;  ///< The farthest from where it started.
  Seconds end;
};

/// Repetitions of whatever movement repeats in a recording, known without knowing any exercise.
struct RepeatedMovement {
  std::vector<Cycle> cycles;  ///< None, or at least two, in order of time.
  double likeness = 0;  ///< [0, 1]; how much alike they are: mean correlation of each with the mean of the others.
};

/// Counts what repeats, from any view and in any posture: what happens once is no repetition, nor is a tracker's
/// jitter, nor a movement smaller than an eighth of the trunk (some 6 cm).
///
/// Method: several answers are proposed and the one is kept that explains most. Each proposal takes away what changes
/// more slowly than one of some windows, follows the body along the direction in which it then moves most, and parts
/// that by its local range into excursions. Those are kept whose course, in all joints, is like the mean of the others;
/// a proposal is worth the share of all movement that its cycles have in common, and more with more of them. What a
/// repetition is follows from this recording alone: no angle, no view, no exercise.
/// Cost: linear in the recording; an hour takes a second and 30 MB.
[[nodiscard]] RepeatedMovement FindRepeatedMovement(const BodyTrace& body);

}  // namespace ezpt::motion
