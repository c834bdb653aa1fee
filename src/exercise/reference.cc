#include "exercise/reference.h"

#include <algorithm>
#include <optional>
#include <string>

namespace ezpt::exercise {
namespace {

using body::Dof;
using body::Side;

Dof DofOnSide(const std::string& family, Side side) {
  const std::string prefix = side == Side::kLeft ? "left_" : "right_";
  // The validator let only known families through.
  return body::ParseDof(prefix + family).value_or(Dof::kTrunkFlexion);
}

bool Covers(Limb limb, Side side, Side working) {
  switch (limb) {
    case Limb::kBoth:
      return true;
    case Limb::kWorking:
      return side == working;
    case Limb::kOther:
      return side != working;
    case Limb::kLeft:
      return side == Side::kLeft;
    case Limb::kRight:
      return side == Side::kRight;
  }
  return false;
}

bool IsLateral(Dof dof) { return dof == Dof::kTrunkLateralFlexion || dof == Dof::kTrunkRotation; }

void Apply(const DofAngle& entry, Side working, body::JointAngles& angles) {
  if (!body::IsSidedFamily(entry.family)) {
    const std::optional<Dof> dof = body::ParseDof(entry.family);
    if (!dof) return;
    const bool mirror = IsLateral(*dof) && working == Side::kRight;
    angles.Set(*dof, mirror ? -entry.angle : entry.angle);
    return;
  }
  for (const Side side : {Side::kLeft, Side::kRight}) {
    if (Covers(entry.limb, side, working)) angles.Set(DofOnSide(entry.family, side), entry.angle);
  }
}

}  // namespace

body::JointAngles ResolveKeyPose(const KeyPose& pose, Side working, body::JointAngles base) {
  for (const Limb limb : {Limb::kBoth, Limb::kWorking, Limb::kOther, Limb::kLeft, Limb::kRight}) {
    for (const DofAngle& entry : pose) {
      if (entry.limb == limb) Apply(entry, working, base);
    }
  }
  return base;
}

ResolvedReference ResolveReference(const Definition& definition, Side working, const Fault* fault,
                                   body::JointAngles posture) {
  const Reference& reference = definition.reference;
  ResolvedReference out;
  out.start = ResolveKeyPose(reference.start, working, posture);
  if (fault != nullptr) out.start = ResolveKeyPose(fault->example.start, working, out.start);
  out.end = ResolveKeyPose(reference.end, working, out.start);
  if (fault != nullptr) out.end = ResolveKeyPose(fault->example.end, working, out.end);
  out.has_middle = reference.middle.has_value() || (fault != nullptr && !fault->example.middle.empty());
  out.middle = out.start;
  if (reference.middle) out.middle = ResolveKeyPose(*reference.middle, working, out.middle);
  if (fault != nullptr) out.middle = ResolveKeyPose(fault->example.middle, working, out.middle);
  if (fault != nullptr && fault->example.tempo) {
    out.tempo = *fault->example.tempo;
  } else {
    out.tempo = definition.dose.tempo;
    out.tempo.pause = std::max(out.tempo.pause, definition.dose.hold);
  }
  return out;
}

KeyPose PartOfTheWay(KeyPose pose, const body::JointAngles& start, double share) {
  for (DofAngle& entry : pose) {
    const bool right = entry.limb == Limb::kOther || entry.limb == Limb::kRight;
    const Dof dof = body::IsSidedFamily(entry.family) ? DofOnSide(entry.family, right ? Side::kRight : Side::kLeft)
                                                      : body::ParseDof(entry.family).value_or(Dof::kTrunkFlexion);
    entry.angle = start[dof] + (entry.angle - start[dof]) * share;
  }
  return pose;
}

}  // namespace ezpt::exercise
