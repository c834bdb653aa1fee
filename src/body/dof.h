#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/units.h"

namespace ezpt::body {

/// The degrees of freedom of the kinematic body, in degrees. Zero everywhere is
/// the anatomical stance: upright, straight, arms hanging, palms to the thighs.
///
/// | family                 | positive is                                               |
/// | ---------------------- | --------------------------------------------------------- |
/// | shoulder_flexion       | arm forward and up in the sagittal plane; negative behind |
/// | shoulder_abduction     | arm out to its own side and up                            |
/// | shoulder_rotation      | upper arm turned outwards (external) about its length     |
/// | elbow_flexion          | forearm towards the upper arm                             |
/// | hip_flexion            | thigh forward and up, against the pelvis                  |
/// | hip_abduction          | thigh out to its own side                                 |
/// | hip_rotation           | thigh turned outwards (external) about its length         |
/// | knee_flexion           | shank back, towards the thigh                             |
/// | ankle_dorsiflexion     | toes towards the shank; zero is a right angle             |
/// | shoulder_hike          | the shoulder drawn up to the ear (clavicle elevation)     |
/// | heel_rise              | a standing foot tipped up onto its ball                   |
/// | trunk_flexion          | the spine bends forward (thorax against pelvis)           |
/// | trunk_lateral_flexion  | the spine bends to the person's left                      |
/// | trunk_rotation         | the shoulders turn to the person's left                   |
/// | neck_flexion           | chin towards the chest                                    |
/// | pelvis_obliquity       | the pelvis rolls, its left side up                        |
/// | body_pitch             | the pelvis itself: 0 upright, 90 supine, −90 prone        |
///
/// What a contact decides is not taken from here (contacts.h): a foot flat on the
/// floor leans the pelvis by ankle_dorsiflexion − knee_flexion + hip_flexion, so
/// a squat needs an ankle angle to lean forward.
enum class Dof {
  kLeftShoulderFlexion,
  kRightShoulderFlexion,
  kLeftShoulderAbduction,
  kRightShoulderAbduction,
  kLeftShoulderRotation,
  kRightShoulderRotation,
  kLeftElbowFlexion,
  kRightElbowFlexion,
  kLeftHipFlexion,
  kRightHipFlexion,
  kLeftHipAbduction,
  kRightHipAbduction,
  kLeftHipRotation,
  kRightHipRotation,
  kLeftKneeFlexion,
  kRightKneeFlexion,
  kLeftAnkleDorsiflexion,
  kRightAnkleDorsiflexion,
  kLeftShoulderHike,
  kRightShoulderHike,
  kLeftHeelRise,
  kRightHeelRise,
  kTrunkFlexion,
  kTrunkLateralFlexion,
  kTrunkRotation,
  kNeckFlexion,
  kPelvisObliquity,
  kBodyPitch,
};

inline constexpr std::size_t kDofCount = 28;

/// Names in the enum's order. Sided ones carry "left_" or "right_".
inline constexpr std::array<std::string_view, kDofCount> kDofNames = {
    "left_shoulder_flexion",   "right_shoulder_flexion",
    "left_shoulder_abduction", "right_shoulder_abduction",
    "left_shoulder_rotation",  "right_shoulder_rotation",
    "left_elbow_flexion",      "right_elbow_flexion",
    "left_hip_flexion",        "right_hip_flexion",
    "left_hip_abduction",      "right_hip_abduction",
    "left_hip_rotation",       "right_hip_rotation",
    "left_knee_flexion",       "right_knee_flexion",
    "left_ankle_dorsiflexion", "right_ankle_dorsiflexion",
    "left_shoulder_hike",      "right_shoulder_hike",
    "left_heel_rise",          "right_heel_rise",
    "trunk_flexion",           "trunk_lateral_flexion",
    "trunk_rotation",          "neck_flexion",
    "pelvis_obliquity",        "body_pitch"};

[[nodiscard]] constexpr std::string_view DofName(Dof dof) { return kDofNames[static_cast<std::size_t>(dof)]; }

/// The degree of freedom of that full name ("left_knee_flexion"), or nothing.
[[nodiscard]] constexpr std::optional<Dof> ParseDof(std::string_view name) {
  for (std::size_t i = 0; i < kDofCount; ++i) {
    if (kDofNames[i] == name) return static_cast<Dof>(i);
  }
  return std::nullopt;
}

/// True for a family that has a left and a right ("knee_flexion"): prefix it with
/// "left_" or "right_" to name one degree of freedom.
[[nodiscard]] constexpr bool IsSidedFamily(std::string_view name) {
  for (const std::string_view full : kDofNames) {
    if (full.starts_with("left_") && full.substr(5) == name) return true;
  }
  return false;
}

/// The other side's degree of freedom; the same one for the trunk, neck and pitch.
[[nodiscard]] constexpr Dof Mirrored(Dof dof) {
  const auto index = static_cast<std::size_t>(dof);
  if (index >= static_cast<std::size_t>(Dof::kTrunkFlexion)) return dof;
  return static_cast<Dof>(index ^ 1U);
}

/// A whole pose: one angle for every degree of freedom, zero unless set.
class JointAngles {
 public:
  [[nodiscard]] constexpr Degrees operator[](Dof dof) const { return Degrees(values_[static_cast<std::size_t>(dof)]); }
  constexpr void Set(Dof dof, Degrees angle) { values_[static_cast<std::size_t>(dof)] = angle.value; }

  friend constexpr bool operator==(const JointAngles&, const JointAngles&) = default;

 private:
  std::array<double, kDofCount> values_{};
};

}  // namespace ezpt::body
