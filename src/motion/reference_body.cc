#include "motion/reference_body.h"

#include <algorithm>
#include <optional>

namespace ezpt::motion {
namespace {

body::ContactPart PartOf(exercise::ContactPart part, body::Side working) {
  using exercise::ContactPart;
  const bool left_works = working == body::Side::kLeft;
  switch (part) {
    case ContactPart::kLeftFoot:
      return body::ContactPart::kLeftFoot;
    case ContactPart::kRightFoot:
      return body::ContactPart::kRightFoot;
    case ContactPart::kWorkingFoot:
      return left_works ? body::ContactPart::kLeftFoot : body::ContactPart::kRightFoot;
    case ContactPart::kOtherFoot:
      return left_works ? body::ContactPart::kRightFoot : body::ContactPart::kLeftFoot;
    case ContactPart::kLeftHand:
      return body::ContactPart::kLeftHand;
    case ContactPart::kRightHand:
      return body::ContactPart::kRightHand;
    case ContactPart::kWorkingHand:
      return left_works ? body::ContactPart::kLeftHand : body::ContactPart::kRightHand;
    case ContactPart::kOtherHand:
      return left_works ? body::ContactPart::kRightHand : body::ContactPart::kLeftHand;
    case ContactPart::kPelvis:
      return body::ContactPart::kPelvis;
    case ContactPart::kBack:
      return body::ContactPart::kBack;
  }
  return body::ContactPart::kPelvis;
}

body::Surface SurfaceOf(exercise::Surface surface) {
  switch (surface) {
    case exercise::Surface::kFloor:
      return body::Surface::kFloor;
    case exercise::Surface::kChair:
      return body::Surface::kChair;
    case exercise::Surface::kMat:
      return body::Surface::kMat;
    case exercise::Surface::kWall:
      return body::Surface::kWall;
  }
  return body::Surface::kFloor;
}

body::JointAngles Between(const body::JointAngles& from, const body::JointAngles& to, double s) {
  body::JointAngles angles;
  for (std::size_t i = 0; i < body::kDofCount; ++i) {
    const auto dof = static_cast<body::Dof>(i);
    angles.Set(dof, from[dof] + (to[dof] - from[dof]) * s);
  }
  return angles;
}

}  // namespace

body::Posture PostureOf(exercise::Position position) {
  switch (position) {
    case exercise::Position::kStanding:
      return body::Posture::kStanding;
    case exercise::Position::kSeated:
      return body::Posture::kSeated;
    case exercise::Position::kSupine:
      return body::Posture::kSupine;
    case exercise::Position::kPlank:
      return body::Posture::kPlank;
  }
  return body::Posture::kStanding;
}

std::vector<body::Contact> ContactsOf(const exercise::Definition& definition, body::Side working) {
  std::vector<body::Contact> contacts;
  for (const exercise::Contact& contact : definition.contacts) {
    if (contact.at == exercise::ContactTime::kEnd) continue;
    contacts.push_back({PartOf(contact.part, working), SurfaceOf(contact.on)});
  }
  return contacts;
}

ReferenceBody::ReferenceBody(const exercise::Definition& definition, body::Side working, const body::Physique& physique,
                             const exercise::Fault* fault)
    : proportions_(body::ProportionsOf(physique)),
      reference_(
          exercise::ResolveReference(definition, working, fault, body::RestPose(PostureOf(definition.position)))),
      solver_(proportions_, PostureOf(definition.position), ContactsOf(definition, working), reference_.start,
              reference_.end) {}

body::JointAngles ReferenceBody::AnglesAt(double progress) const {
  const double s = std::clamp(progress, 0.0, 1.0);
  if (!reference_.has_middle) return Between(reference_.start, reference_.end, s);
  if (s < 0.5) return Between(reference_.start, reference_.middle, 2 * s);
  return Between(reference_.middle, reference_.end, 2 * s - 1);
}

std::array<body::Vec3, body::kCocoCount> ReferenceBody::JointsAt(double progress) const {
  return body::CocoJoints(proportions_, solver_.Solve(AnglesAt(progress)));
}

std::array<body::Vec3, body::kCocoCount> ReferenceBody::JointsAt(double progress, Degrees shoulder_flexion,
                                                                 Degrees elbow_flexion) const {
  body::JointAngles angles = AnglesAt(progress);
  for (const body::Side side : body::kSides) {
    angles.Set(body::OnSide(body::Dof::kLeftShoulderFlexion, side), shoulder_flexion);
    angles.Set(body::OnSide(body::Dof::kLeftElbowFlexion, side), elbow_flexion);
  }
  return body::CocoJoints(proportions_, solver_.Solve(angles));
}

}  // namespace ezpt::motion
