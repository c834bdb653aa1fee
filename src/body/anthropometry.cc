#include "body/anthropometry.h"

#include <algorithm>

namespace ezpt::body {

Proportions ProportionsOf(const Physique& physique) {
  const double h = std::clamp(physique.height.value, 1.2, 2.2);
  const double build = std::clamp(physique.build, -1.0, 1.0);
  const bool male = physique.sex == Sex::kMale;
  // Girths follow the build: the trunk gains more than the limbs.
  const double trunk = h * (1.0 + 0.20 * build);
  const double limb = h * (1.0 + 0.13 * build);
  Proportions p{};
  p.height = h;
  // Drillis and Contini: ankle .039, knee .285, hip .530, shoulder .818 of the height.
  p.ankle_height = 0.039 * h;
  p.shank = 0.246 * h;
  p.thigh = 0.245 * h;
  p.upper_arm = 0.186 * h;
  p.forearm = 0.146 * h;
  p.hand = 0.108 * h;
  p.foot_length = 0.152 * h;
  p.foot_back = 0.035 * h;
  p.hip_half = (male ? 0.052 : 0.054) * h;
  p.lumbar = 0.060 * h;
  p.mid_back = 0.100 * h;
  p.shoulder_rise = 0.288 * h;
  p.shoulder_half = (male ? 0.110 : 0.100) * h;
  p.neck_base = 0.300 * h;
  p.head_centre = 0.408 * h;
  p.head_radius = 0.068 * h;
  p.pelvis_half_width = (male ? 0.098 : 0.104) * trunk;
  p.pelvis_half_depth = (male ? 0.066 : 0.069) * trunk;
  p.waist_half_width = (male ? 0.085 : 0.075) * trunk;
  p.waist_half_depth = (male ? 0.058 : 0.053) * trunk;
  p.chest_half_width = (male ? 0.104 : 0.092) * trunk;
  p.chest_half_depth = (male ? 0.067 : 0.063) * trunk;
  p.neck_radius = (male ? 0.034 : 0.029) * limb;
  p.upper_arm_radius = (male ? 0.031 : 0.027) * limb;
  p.elbow_radius = (male ? 0.0240 : 0.0215) * limb;
  p.wrist_radius = (male ? 0.0170 : 0.0155) * limb;
  p.thigh_radius = (male ? 0.047 : 0.048) * limb;
  p.knee_radius = (male ? 0.034 : 0.033) * limb;
  p.calf_radius = (male ? 0.034 : 0.033) * limb;
  p.ankle_radius = (male ? 0.0225 : 0.0210) * limb;
  return p;
}

}  // namespace ezpt::body
