#include "body/dof.h"

#include <gtest/gtest.h>

#include "body/view.h"

namespace ezpt::body {
namespace {

TEST(Dof, EveryNameParsesBackToItself) {
  for (std::size_t i = 0; i < kDofCount; ++i) {
    const auto dof = ParseDof(kDofNames[i]);
    ASSERT_TRUE(dof.has_value()) << kDofNames[i];
    EXPECT_EQ(static_cast<std::size_t>(*dof), i);
  }
  EXPECT_FALSE(ParseDof("knee_flexion").has_value());
  EXPECT_FALSE(ParseDof("").has_value());
}

TEST(Dof, FamiliesOfTwoSides) {
  EXPECT_TRUE(IsSidedFamily("knee_flexion"));
  EXPECT_FALSE(IsSidedFamily("trunk_flexion"));
  EXPECT_EQ(Mirrored(Dof::kLeftKneeFlexion), Dof::kRightKneeFlexion);
  EXPECT_EQ(Mirrored(Dof::kRightShoulderRotation), Dof::kLeftShoulderRotation);
  EXPECT_EQ(Mirrored(Dof::kBodyPitch), Dof::kBodyPitch);
}

TEST(View, NamesParseBack) {
  for (const View view : kAllViews) EXPECT_EQ(ParseView(ViewName(view)), view);
  EXPECT_FALSE(ParseView("Front").has_value());
}

}  // namespace
}  // namespace ezpt::body
