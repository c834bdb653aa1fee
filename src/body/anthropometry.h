#pragma once

#include "base/units.h"

namespace ezpt::body {

enum class Sex { kFemale, kMale };

/// What makes one body differ from another in size and shape.
struct Physique {
  Sex sex = Sex::kFemale;
  Metres height{1.68};  ///< Standing, [1.2, 2.2].
  double build = 0.0;   ///< −1 slight, 0 average, 1 heavy.
};

/// Segment lengths between joint centres and girths as radii, all in metres.
/// Source: docs/sources.md#anthropometry (Drillis and Contini's ratios of the
/// standing height, as reprinted by Winter; joint spacings and girths of ours).
struct Proportions {
  double height;
  // Heights and lengths.
  double ankle_height, shank, thigh, hip_half, upper_arm, forearm, hand, foot_length, foot_back;
  double lumbar, mid_back, shoulder_rise, shoulder_half, neck_base, head_centre, head_radius;
  // Radii.
  double pelvis_half_width, pelvis_half_depth, waist_half_width, waist_half_depth, chest_half_width, chest_half_depth,
      neck_radius, upper_arm_radius, elbow_radius, wrist_radius, thigh_radius, knee_radius, calf_radius, ankle_radius;
};

/// REQUIRES: physique within the limits above (values outside are clamped).
[[nodiscard]] Proportions ProportionsOf(const Physique& physique);

}  // namespace ezpt::body
