#include "coach/measure_text.h"

#include <gtest/gtest.h>

namespace ezpt::coach {
namespace {

using body::SignalUnit;

TEST(MeasureText, ValuesInStepsThatACameraCanTellApart) {
  EXPECT_EQ(ValueText(83.7, SignalUnit::kDegrees), "84");
  EXPECT_EQ(ValueText(-0.3, SignalUnit::kDegrees), "0");
  EXPECT_EQ(ValueText(-2.7, SignalUnit::kDegrees), "-3");
  EXPECT_EQ(ValueText(2.44, SignalUnit::kSeconds), "2.4");
  EXPECT_EQ(ValueText(0.818, SignalUnit::kRatio), "0.82");
  EXPECT_EQ(ValueText(-0.05, SignalUnit::kRatio), "-0.05");
}

TEST(MeasureText, AGoalNamesTheEndThatMatters) {
  EXPECT_EQ(TargetText({.min = 80, .max = 120}), "80–120");
  EXPECT_EQ(TargetText({.min = 0, .max = 12}), "at most 12");
  EXPECT_EQ(TargetText({.min = 0.5, .max = 1.25}), "0.5–1.25");
}

}  // namespace
}  // namespace ezpt::coach
