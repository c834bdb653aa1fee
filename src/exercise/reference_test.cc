#include "exercise/reference.h"

#include <gtest/gtest.h>

#include "exercise/json.h"
#include "exercise/vocabulary.h"

namespace ezpt::exercise {
namespace {

using body::Dof;
using body::Side;

TEST(ResolveKeyPose, WorkingFollowsTheSide) {
  const KeyPose pose = {{Limb::kWorking, "knee_flexion", Degrees(90)}, {Limb::kBoth, "knee_flexion", Degrees(5)}};
  const body::JointAngles left = ResolveKeyPose(pose, Side::kLeft, {});
  EXPECT_EQ(left[Dof::kLeftKneeFlexion].value, 90);
  EXPECT_EQ(left[Dof::kRightKneeFlexion].value, 5);
  const body::JointAngles right = ResolveKeyPose(pose, Side::kRight, {});
  EXPECT_EQ(right[Dof::kLeftKneeFlexion].value, 5);
  EXPECT_EQ(right[Dof::kRightKneeFlexion].value, 90);
}

TEST(ResolveKeyPose, LateralTrunkIsMirroredForTheRightSide) {
  const KeyPose pose = {{Limb::kBoth, "trunk_lateral_flexion", Degrees(-20)},
                        {Limb::kBoth, "trunk_flexion", Degrees(10)}};
  EXPECT_EQ(ResolveKeyPose(pose, Side::kLeft, {})[Dof::kTrunkLateralFlexion].value, -20);
  EXPECT_EQ(ResolveKeyPose(pose, Side::kRight, {})[Dof::kTrunkLateralFlexion].value, 20);
  EXPECT_EQ(ResolveKeyPose(pose, Side::kRight, {})[Dof::kTrunkFlexion].value, 10);
}

TEST(ResolveReference, EndKeepsTheStartAndAFaultOverridesBoth) {
  Definition definition;
  definition.reference.start = {{Limb::kBoth, "elbow_flexion", Degrees(10)}};
  definition.reference.end = {{Limb::kBoth, "knee_flexion", Degrees(90)}};
  definition.dose.hold = Seconds(5);
  Fault fault;
  fault.example.end = {{Limb::kBoth, "knee_flexion", Degrees(50)}};
  const ResolvedReference clean = ResolveReference(definition, Side::kLeft, nullptr);
  EXPECT_EQ(clean.end[Dof::kLeftElbowFlexion].value, 10);
  EXPECT_EQ(clean.end[Dof::kLeftKneeFlexion].value, 90);
  EXPECT_EQ(clean.tempo.pause, Seconds(5));
  EXPECT_FALSE(clean.has_middle);
  EXPECT_EQ(ResolveReference(definition, Side::kLeft, &fault).end[Dof::kLeftKneeFlexion].value, 50);
}

TEST(DofNames, GoThereAndBack) {
  for (const char* name : {"knee_flexion", "working.hip_abduction", "left.elbow_flexion", "body_pitch"}) {
    const std::optional<DofName> parsed = ParseDofName(name);
    ASSERT_TRUE(parsed.has_value()) << name;
    EXPECT_EQ(FormatDofName({parsed->limb, std::string(parsed->family), {}}), name);
  }
  for (const char* name : {"left_knee_flexion", "working.trunk_flexion", "knee", "working.", ""}) {
    EXPECT_FALSE(ParseDofName(name).has_value()) << name;
  }
}

TEST(ParseJsonDocument, RefusesWhatIsNotADefinition) {
  EXPECT_EQ(ParseJsonDocument("{", "x").error().code, ErrorCode::kDamaged);
  EXPECT_EQ(ParseJsonDocument(std::string(100, '[') + std::string(100, ']'), "x").error().code,
            ErrorCode::kLimitExceeded);
  EXPECT_EQ(ParseDefinitionJson("[]", "x").error().code, ErrorCode::kDamaged);
  EXPECT_EQ(ParseDefinitionJson("{\"id\": \"12\"}", "x").error().code, ErrorCode::kDamaged);
}

}  // namespace
}  // namespace ezpt::exercise
