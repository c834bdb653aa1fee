#pragma once

#include <array>
#include <vector>

#include "body/anthropometry.h"
#include "body/contacts.h"
#include "body/skeleton.h"
#include "exercise/definition.h"
#include "exercise/reference.h"

namespace ezpt::motion {

/// The body's terms for a definition's own: body/ knows no exercises.
[[nodiscard]] body::Posture PostureOf(exercise::Position position);
/// Contacts that hold at the start or throughout, for that working side.
[[nodiscard]] std::vector<body::Contact> ContactsOf(const exercise::Definition& definition, body::Side working);

/// A kinematic body that does an exercise's reference motion.
/// Immutable; thread-safe. Construction and JointsAt cost microseconds.
class ReferenceBody {
 public:
  ReferenceBody(const exercise::Definition& definition, body::Side working, const body::Physique& physique,
                const exercise::Fault* fault = nullptr);

  /// Joint angles at `progress`: 0 the start pose, 1 the end pose.
  [[nodiscard]] body::JointAngles AnglesAt(double progress) const;
  /// COCO-17 joints in the body's world, metres.
  [[nodiscard]] std::array<body::Vec3, body::kCocoCount> JointsAt(double progress) const;
  /// The same with the arms held otherwise, for exercises that leave them free.
  [[nodiscard]] std::array<body::Vec3, body::kCocoCount> JointsAt(double progress, Degrees shoulder_flexion,
                                                                  Degrees elbow_flexion) const;

 private:
  body::Proportions proportions_;
  exercise::ResolvedReference reference_;
  body::ContactSolver solver_;
};

}  // namespace ezpt::motion
