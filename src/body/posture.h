#pragma once

#include <array>
#include <optional>
#include <string_view>

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

[[nodiscard]] std::string_view PostureName(Posture posture);
[[nodiscard]] std::string_view ContactPartName(ContactPart part);
[[nodiscard]] std::string_view SurfaceName(Surface surface);

/// "standing", "left_foot", "mat", …; nothing for a name that is not one.
[[nodiscard]] std::optional<Posture> ParsePosture(std::string_view name);
[[nodiscard]] std::optional<ContactPart> ParseContactPart(std::string_view name);
[[nodiscard]] std::optional<Surface> ParseSurface(std::string_view name);

/// A quiet pose in that posture: what a key pose leaves out keeps these angles.
[[nodiscard]] JointAngles RestPose(Posture posture);

}  // namespace ezpt::body
