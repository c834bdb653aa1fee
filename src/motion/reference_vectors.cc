#include "motion/reference_vectors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/random.h"
#include "body/contacts.h"
#include "body/posture.h"
#include "body/skeleton.h"
#include "body/vec.h"
#include "exercise/reference.h"
#include "motion/reference_body.h"
#include "motion/reference_camera.h"

namespace ezpt::motion {
namespace {

using body::Dof;
using body::Vec3;

constexpr double kNoise = 0.018;        ///< Standard deviation of a joint, of the body's height.
constexpr double kFarSideUnseen = 0.3;  ///< Share of side views in which the far arm and leg are not seen.

/// Where along the motion a phase's vectors are taken; 0 start pose, 1 end pose.
struct Sample {
  const char* phase;
  double progress;
};
constexpr std::array<Sample, 10> kSamples = {{{"start", 0.0},
                                              {"start", 0.08},
                                              {"out", 0.3},
                                              {"out", 0.5},
                                              {"out", 0.72},
                                              {"peak", 0.92},
                                              {"peak", 1.0},
                                              {"back", 0.72},
                                              {"back", 0.5},
                                              {"back", 0.3}}};

bool IsLeftJoint(std::size_t joint) { return joint >= body::CocoIndex(body::Joint::kLeftShoulder) && joint % 2 == 1; }
bool IsRightJoint(std::size_t joint) { return joint >= body::CocoIndex(body::Joint::kRightShoulder) && joint % 2 == 0; }

body::Pose See(const std::array<Vec3, body::kCocoCount>& joints, body::View view, double height, Random& random) {
  const ReferenceCamera camera = PlaceReferenceCamera(view, joints, height, random);
  const bool hide_far = random.NextUnit() < kFarSideUnseen;
  body::Pose pose;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    // One draw a statement: within an expression compilers differ in the order.
    const double across = kNoise * height * random.NextGaussian();
    const double upwards = kNoise * height * random.NextGaussian();
    const Vec3 moved = joints[i] + camera.right * across + camera.up * upwards;
    const ReferenceCamera::Point point = camera.Project(moved);
    pose.points[i] = {static_cast<float>(point.x), static_cast<float>(point.y), 0, 0.8F};
    const bool far =
        (view == body::View::kSideLeft && IsRightJoint(i)) || (view == body::View::kSideRight && IsLeftJoint(i));
    if (hide_far && far) pose.points[i].score = 0.05F;
  }
  return pose;
}

body::Physique BodyOf(uint64_t seed) {
  Random random(seed * 7919 + 17);
  body::Physique physique;
  physique.sex = seed % 2 == 0 ? body::Sex::kFemale : body::Sex::kMale;
  physique.height = Metres(random.NextIn(1.52, 1.9));
  physique.build = random.NextIn(-0.7, 0.8);
  return physique;
}

void AddVector(const body::Pose& pose, ReferenceVector label, std::vector<ReferenceVector>& out) {
  if (const auto vector = Embed(pose)) {
    label.vector = *vector;
    out.push_back(std::move(label));
  }
}

/// Arms that nobody prescribed: people let them hang, or hold their hands before the chest.
struct FreeArms {
  Degrees shoulder_flexion;
  Degrees elbow_flexion;
};
constexpr std::array<FreeArms, 2> kFreeArms = {{{Degrees(5), Degrees(10)}, {Degrees(30), Degrees(115)}}};

bool LeavesArmsFree(const exercise::Definition& definition) {
  return definition.position == exercise::Position::kStanding && definition.region != exercise::Region::kShoulder &&
         definition.region != exercise::Region::kArm;
}

void AddMotion(const exercise::Definition& definition, std::optional<body::Side> side, uint64_t seed,
               std::vector<ReferenceVector>& out) {
  const body::Physique physique = BodyOf(seed);
  const ReferenceBody reference(definition, side.value_or(body::Side::kLeft), physique);
  for (const body::View view : definition.views) {
    Random random((seed * 64 + static_cast<uint64_t>(view)) * 2 + (side == body::Side::kRight ? 1 : 0));
    for (const Sample& sample : kSamples) {
      const ReferenceVector label{{}, definition.id, sample.phase, view, side};
      AddVector(See(reference.JointsAt(sample.progress), view, physique.height.value, random), label, out);
      if (!LeavesArmsFree(definition)) continue;
      const FreeArms& arms = kFreeArms[seed % kFreeArms.size()];
      const auto joints = reference.JointsAt(sample.progress, arms.shoulder_flexion, arms.elbow_flexion);
      AddVector(See(joints, view, physique.height.value, random), label, out);
    }
  }
}

/// Standing, with arms hanging, folded or on the hips; a stride; bending for a towel.
std::vector<body::JointAngles> IdlePoses() {
  const body::JointAngles rest = body::RestPose(body::Posture::kStanding);
  const auto with = [&](std::initializer_list<std::pair<Dof, double>> entries) {
    body::JointAngles angles = rest;
    for (const auto& [dof, degrees] : entries) angles.Set(dof, Degrees(degrees));
    return angles;
  };
  std::vector<body::JointAngles> poses = {rest, with({{Dof::kLeftElbowFlexion, 100}, {Dof::kRightElbowFlexion, 100}}),
                                          with({{Dof::kRightElbowFlexion, 130}, {Dof::kRightShoulderFlexion, 60}}),
                                          with({{Dof::kLeftElbowFlexion, 130}, {Dof::kLeftShoulderFlexion, 60}})};
  for (const double stride : {-1.0, -0.5, 0.5, 1.0}) {
    poses.push_back(with({{Dof::kLeftHipFlexion, 25 * stride},
                          {Dof::kRightHipFlexion, -22 * stride},
                          {Dof::kLeftKneeFlexion, stride > 0 ? 15 : 35},
                          {Dof::kRightKneeFlexion, stride > 0 ? 35 : 15},
                          {Dof::kLeftShoulderFlexion, -20 * stride},
                          {Dof::kRightShoulderFlexion, 20 * stride}}));
  }
  for (const double bend : {0.4, 0.7, 1.0}) {
    poses.push_back(with({{Dof::kLeftHipFlexion, 85 * bend},
                          {Dof::kRightHipFlexion, 85 * bend},
                          {Dof::kTrunkFlexion, 40 * bend},
                          {Dof::kLeftKneeFlexion, 35 * bend},
                          {Dof::kRightKneeFlexion, 35 * bend},
                          {Dof::kLeftAnkleDorsiflexion, 8 * bend},
                          {Dof::kRightAnkleDorsiflexion, 8 * bend},
                          {Dof::kRightShoulderFlexion, 80 * bend}}));
  }
  return poses;
}

}  // namespace

std::vector<ReferenceVector> MakeReferenceVectors(const exercise::Definition& definition,
                                                  const ReferenceOptions& options) {
  std::vector<ReferenceVector> vectors;
  for (int i = 0; i < options.bodies; ++i) {
    const uint64_t seed = options.first_seed + static_cast<uint64_t>(i);
    if (definition.laterality == exercise::Laterality::kBilateral) {
      AddMotion(definition, std::nullopt, seed, vectors);
    } else {
      AddMotion(definition, body::Side::kLeft, seed, vectors);
      AddMotion(definition, body::Side::kRight, seed, vectors);
    }
  }
  return vectors;
}

std::vector<ReferenceVector> MakeIdleVectors(const ReferenceOptions& options) {
  std::vector<ReferenceVector> vectors;
  const std::vector<body::JointAngles> poses = IdlePoses();
  const std::array contacts = {body::Contact{body::ContactPart::kLeftFoot, body::Surface::kFloor},
                               body::Contact{body::ContactPart::kRightFoot, body::Surface::kFloor}};
  for (int i = 0; i < options.bodies; ++i) {
    const uint64_t seed = options.first_seed + static_cast<uint64_t>(i);
    const body::Physique physique = BodyOf(seed);
    const body::Proportions proportions = body::ProportionsOf(physique);
    Random random(seed + 500);
    for (const body::JointAngles& angles : poses) {
      const body::ContactSolver solver(proportions, body::Posture::kStanding, contacts, poses.front(), angles);
      const auto joints = body::CocoJoints(proportions, solver.Solve(angles));
      for (const body::View view : body::kAllViews) {
        AddVector(See(joints, view, physique.height.value, random), {{}, kNoExercise, "", view, std::nullopt}, vectors);
      }
    }
  }
  return vectors;
}

}  // namespace ezpt::motion
