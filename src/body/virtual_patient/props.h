#pragma once

#include <optional>

#include "body/contacts.h"
#include "body/virtual_patient/mesh.h"

namespace ezpt::body {

/// What stands in the room besides the person, placed under the start pose.
struct Props {
  struct Chair {
    Vec3 seat;   ///< Middle of the seat's top.
    Vec3 front;  ///< Unit, horizontal.
  };
  struct Mat {
    Vec3 centre;
  };
  std::optional<Chair> chair;
  std::optional<Mat> mat;
};

/// The chair that a seated person sits on (or a standing one holds), the mat that
/// a lying one lies on.
[[nodiscard]] Props PropsFor(const ContactSolver& solver, Posture posture, std::span<const Contact> contacts,
                             const Skeleton& start);

void AddProps(const Props& props, const Proportions& body, Mesh& mesh);

/// A towel: flat on the floor at `place`, or hanging from a hand there.
enum class TowelState { kOnFloor, kInHand };
void AddTowel(Vec3 place, TowelState state, Mesh& mesh);

}  // namespace ezpt::body
