#pragma once

#include "body/dof.h"
#include "body/landmarks.h"
#include "exercise/definition.h"

namespace ezpt::exercise {

/// The whole poses of a reference motion, for one working side.
struct ResolvedReference {
  body::JointAngles start;
  body::JointAngles middle;
  body::JointAngles end;
  bool has_middle = false;
  Tempo tempo;
};

/// `base` with the angles that `pose` names, general before particular: both
/// sides first, then working, other, left and right.
/// Lateral trunk angles are mirrored when the right side works.
[[nodiscard]] body::JointAngles ResolveKeyPose(const KeyPose& pose, body::Side working, body::JointAngles base);

/// The reference motion, or the one that shows `fault`. `posture` holds the
/// angles that the start pose leaves out. A longer `hold` of the dose replaces
/// the tempo's pause, unless the fault's example has a tempo of its own.
/// @param fault a fault of this definition, or null for the clean motion.
[[nodiscard]] ResolvedReference ResolveReference(const Definition& definition, body::Side working, const Fault* fault,
                                                 body::JointAngles posture = {});

/// `pose` at `share` of the way to it from `start`, a whole pose of a left working side.
[[nodiscard]] KeyPose PartOfTheWay(KeyPose pose, const body::JointAngles& start, double share);

}  // namespace ezpt::exercise
