#include "base/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "base/units.h"

namespace ezpt::math {
namespace {

constexpr double kAbsoluteError = 4e-16;  // radians, or the value of a sine
constexpr double kRelativeErrorExp = 4e-16, kRelativeErrorLog = 4e-16;

double Uniform(Random& random, double low, double high) { return low + (high - low) * random.NextUnit(); }

TEST(Math, TrigonometryMatchesLongDouble) {
  Random random(1);
  for (int i = 0; i < 200000; ++i) {
    const double x = Uniform(random, -1e5, 1e5);
    EXPECT_NEAR(Sin(x), static_cast<double>(std::sin(static_cast<long double>(x))), kAbsoluteError) << x;
    EXPECT_NEAR(Cos(x), static_cast<double>(std::cos(static_cast<long double>(x))), kAbsoluteError) << x;
  }
}

TEST(Math, ArcFunctionsMatchLongDouble) {
  Random random(2);
  for (int i = 0; i < 200000; ++i) {
    const double x = Uniform(random, -20.0, 20.0);
    const double y = Uniform(random, -20.0, 20.0);
    EXPECT_NEAR(Atan2(y, x), static_cast<double>(std::atan2(static_cast<long double>(y), static_cast<long double>(x))),
                2 * kAbsoluteError)
        << y << " " << x;
    const double c = Uniform(random, -1.0, 1.0);
    EXPECT_NEAR(Acos(c), static_cast<double>(std::acos(static_cast<long double>(c))), 2 * kAbsoluteError) << c;
  }
}

TEST(Math, ExpMatchesLongDouble) {
  Random random(3);
  for (int i = 0; i < 100000; ++i) {
    const double x = Uniform(random, -40.0, 40.0);
    const auto truth = static_cast<double>(std::exp(static_cast<long double>(x)));
    EXPECT_NEAR(Exp(x) / truth, 1.0, kRelativeErrorExp) << x;
  }
}

TEST(Math, LogMatchesLongDouble) {
  Random random(4);
  for (int i = 0; i < 100000; ++i) {
    const double x = Exp(Uniform(random, -700.0, 700.0));
    const auto truth = static_cast<double>(std::log(static_cast<long double>(x)));
    EXPECT_NEAR(Log(x) / truth, 1.0, kRelativeErrorLog) << x;
  }
  EXPECT_EQ(Log(1.0), 0.0);
}

TEST(Math, EdgesAreDefined) {
  EXPECT_EQ(Atan2(0.0, 0.0), 0.0);
  EXPECT_EQ(Acos(1.5), 0.0);
  EXPECT_EQ(Acos(-1.5), kPi);
  EXPECT_EQ(Exp(-1000.0), 0.0);
  EXPECT_TRUE(std::isinf(Exp(1000.0)));
  EXPECT_EQ(Log(0.0), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isinf(Log(std::numeric_limits<double>::infinity())) && std::isnan(Log(-1.0)));
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const double x : {kNan, std::numeric_limits<double>::infinity(), -1e300}) {
    EXPECT_TRUE(std::isnan(Sin(x)) && std::isnan(Cos(x))) << x;
  }
  EXPECT_TRUE(std::isnan(Exp(kNan)) && std::isnan(Atan2(kNan, 1.0)) && std::isnan(Acos(kNan)));
  EXPECT_NEAR(Atan2(0.0, -1.0), kPi, kAbsoluteError);
}

}  // namespace
}  // namespace ezpt::math
