#include "coach/pause_gesture.h"

#include <cmath>

namespace ezpt::coach {
namespace {

using body::Joint;

constexpr Seconds kHold{1.0};
constexpr float kSeen = 0.2F;
constexpr double kAboveHead = 0.15;    ///< Of the trunk's length, above the nose.
constexpr Degrees kArmExercise{95.0};  ///< A reference that lifts the arms beyond this uses them itself.

bool LiftsArms(const exercise::KeyPose& pose) {
  for (const exercise::DofAngle& angle : pose) {
    const bool shoulder = angle.family == "shoulder_flexion" || angle.family == "shoulder_abduction";
    if (shoulder && angle.angle > kArmExercise) return true;
  }
  return false;
}

enum class Hands { kUp, kDown, kBetween, kUnknown };

Hands HandsOf(const body::Pose& pose) {
  double trunk = 0;
  int up = 0;
  int down = 0;
  const body::Landmark nose = body::At(pose, Joint::kNose);
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    const body::Landmark shoulder = body::At(pose, body::OnSide(Joint::kLeftShoulder, side));
    const body::Landmark hip = body::At(pose, body::OnSide(Joint::kLeftHip, side));
    const body::Landmark elbow = body::At(pose, body::OnSide(Joint::kLeftElbow, side));
    const body::Landmark wrist = body::At(pose, body::OnSide(Joint::kLeftWrist, side));
    for (const body::Landmark& point : {nose, shoulder, hip, elbow, wrist}) {
      if (point.score < kSeen) return Hands::kUnknown;
    }
    trunk = std::fabs(double{hip.y} - shoulder.y);
    if (wrist.y < nose.y - kAboveHead * trunk && elbow.y < shoulder.y) ++up;
    if (wrist.y > shoulder.y) ++down;
  }
  if (up == 2) return Hands::kUp;
  return down == 2 ? Hands::kDown : Hands::kBetween;
}

}  // namespace

PauseGesture::PauseGesture(const exercise::Definition& definition) {
  const bool upright =
      definition.position == exercise::Position::kStanding || definition.position == exercise::Position::kSeated;
  const bool arms = definition.region == exercise::Region::kShoulder || definition.region == exercise::Region::kArm ||
                    LiftsArms(definition.reference.start) || LiftsArms(definition.reference.end) ||
                    (definition.reference.middle && LiftsArms(*definition.reference.middle));
  enabled_ = upright && !arms;
}

bool PauseGesture::Update(const std::optional<body::Pose>& pose, Seconds t) {
  if (!enabled_) return false;
  const Hands hands = pose ? HandsOf(*pose) : Hands::kUnknown;
  if (hands == Hands::kDown) released_ = true;
  if (hands != Hands::kUp) {
    since_.reset();
    return false;
  }
  if (!since_) since_ = t;
  if (!released_ || t - *since_ < kHold) return false;
  released_ = false;
  return true;
}

}  // namespace ezpt::coach
