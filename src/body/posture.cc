#include "body/posture.h"

namespace ezpt::body {
namespace {

void SetBoth(JointAngles& pose, Dof left, double angle) {
  pose.Set(left, Degrees(angle));
  pose.Set(Mirrored(left), Degrees(angle));
}

}  // namespace

JointAngles RestPose(Posture posture) {
  JointAngles pose;
  SetBoth(pose, Dof::kLeftShoulderAbduction, 7);
  SetBoth(pose, Dof::kLeftElbowFlexion, 8);
  SetBoth(pose, Dof::kLeftHipAbduction, 3);
  SetBoth(pose, Dof::kLeftHipRotation, 8);
  switch (posture) {
    case Posture::kStanding:
      break;
    case Posture::kSeated:
      SetBoth(pose, Dof::kLeftHipFlexion, 88);
      SetBoth(pose, Dof::kLeftKneeFlexion, 90);
      SetBoth(pose, Dof::kLeftAnkleDorsiflexion, 2);
      SetBoth(pose, Dof::kLeftHipAbduction, 6);
      SetBoth(pose, Dof::kLeftHipRotation, 0);
      SetBoth(pose, Dof::kLeftShoulderFlexion, 22);
      SetBoth(pose, Dof::kLeftElbowFlexion, 55);
      break;
    case Posture::kSupine:
      pose.Set(Dof::kBodyPitch, Degrees(90));
      SetBoth(pose, Dof::kLeftShoulderAbduction, 18);
      SetBoth(pose, Dof::kLeftAnkleDorsiflexion, -15);
      break;
    case Posture::kPlank:
      pose.Set(Dof::kBodyPitch, Degrees(-72));
      SetBoth(pose, Dof::kLeftShoulderFlexion, 75);
      SetBoth(pose, Dof::kLeftShoulderAbduction, 8);
      SetBoth(pose, Dof::kLeftElbowFlexion, 4);
      SetBoth(pose, Dof::kLeftHipRotation, 0);
      SetBoth(pose, Dof::kLeftAnkleDorsiflexion, 5);
      pose.Set(Dof::kNeckFlexion, Degrees(-15));
      break;
  }
  return pose;
}

}  // namespace ezpt::body
