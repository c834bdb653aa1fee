#include "body/posture.h"

#include <cstddef>

namespace ezpt::body {
namespace {

constexpr std::array<std::string_view, 4> kPostures = {"standing", "seated", "supine", "plank"};
constexpr std::array<std::string_view, 6> kParts = {"left_foot",  "right_foot", "left_hand",
                                                    "right_hand", "pelvis",     "back"};
constexpr std::array<std::string_view, 4> kSurfaces = {"floor", "chair", "mat", "wall"};

template <typename Enum, std::size_t kCount>
std::optional<Enum> Parse(const std::array<std::string_view, kCount>& names, std::string_view name) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

void SetBoth(JointAngles& pose, Dof left, double angle) {
  pose.Set(left, Degrees(angle));
  pose.Set(Mirrored(left), Degrees(angle));
}

}  // namespace

std::string_view PostureName(Posture posture) { return kPostures[static_cast<std::size_t>(posture)]; }
std::string_view ContactPartName(ContactPart part) { return kParts[static_cast<std::size_t>(part)]; }
std::string_view SurfaceName(Surface surface) { return kSurfaces[static_cast<std::size_t>(surface)]; }

std::optional<Posture> ParsePosture(std::string_view name) { return Parse<Posture>(kPostures, name); }
std::optional<ContactPart> ParseContactPart(std::string_view name) { return Parse<ContactPart>(kParts, name); }
std::optional<Surface> ParseSurface(std::string_view name) { return Parse<Surface>(kSurfaces, name); }

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
