#pragma once

#include "body/dof.h"

namespace ezpt::body {

/// The position an exercise starts in.
enum class Posture { kStanding, kSeated, kSupine, kPlank };

/// What may rest on something, and what it may rest on.
enum class ContactPart { kLeftFoot, kRightFoot, kLeftHand, kRightHand, kPelvis, kBack };
enum class Surface { kFloor, kChair, kMat, kWall };

/// `part` rests on `on` and does not slide while it does.
struct Contact {
  ContactPart part;
  Surface on;
};

/// A quiet pose in that posture: what a key pose leaves out keeps these angles.
[[nodiscard]] JointAngles RestPose(Posture posture);

}  // namespace ezpt::body
