#include "base/math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/units.h"

namespace ezpt::math {
namespace {

// π/2 in three parts; the first two have trailing zero bits, so that k · part is
// exact for |k| < 2^20 and the reduction loses nothing.
constexpr double kHalfPi1 = 0x1.921fb54p+0;
constexpr double kHalfPi2 = 0x1.10b4610p-30;
constexpr double kHalfPi3 = 0x1.a62633145c06ep-58;

// ln 2 in two parts, for the same reason.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

/// Beyond it k · kHalfPi1 is no longer exact and the quadrant means nothing.
constexpr double kMaxRadians = 0x1p20;

struct Reduced {
  double r;      // in [−π/4, π/4]
  int quadrant;  // 0…3
};

Reduced ReduceByHalfPi(double x) {
  if (!(std::fabs(x) <= kMaxRadians)) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const double k = std::floor(x * (2.0 / kPi) + 0.5);
  const double r = ((x - k * kHalfPi1) - k * kHalfPi2) - k * kHalfPi3;
  return {r, static_cast<int>(static_cast<int64_t>(k) & 3)};
}

double SinPolynomial(double r) {
  const double z = r * r;
  double p = 1.0 / 355687428096000.0;  // 1/17!
  p = p * z - 1.0 / 1307674368000.0;
  p = p * z + 1.0 / 6227020800.0;
  p = p * z - 1.0 / 39916800.0;
  p = p * z + 1.0 / 362880.0;
  p = p * z - 1.0 / 5040.0;
  p = p * z + 1.0 / 120.0;
  p = p * z - 1.0 / 6.0;
  return r + r * z * p;
}

double CosPolynomial(double r) {
  const double z = r * r;
  double p = 1.0 / 20922789888000.0;  // 1/16!
  p = p * z - 1.0 / 87178291200.0;
  p = p * z + 1.0 / 479001600.0;
  p = p * z - 1.0 / 3628800.0;
  p = p * z + 1.0 / 40320.0;
  p = p * z - 1.0 / 720.0;
  p = p * z + 1.0 / 24.0;
  p = p * z - 0.5;
  return 1.0 + z * p;
}

// Σ (−1)^n t^(2n+1) / (2n+1) for |t| ≤ 0.25: the term left out is 0.25^25 / 25.
double AtanPolynomial(double t) {
  const double z = t * t;
  double p = 0.0;
  for (int n = 23; n >= 3; n -= 2) p = (((n >> 1) & 1) != 0 ? -1.0 : 1.0) / n + z * p;
  return t + t * z * p;
}

constexpr double kAtanHalf = 0.46364760900080611621;
constexpr double kAtanThreeHalves = 0.98279372324732906799;

}  // namespace

double Sqrt(double x) { return std::sqrt(x); }  // IEEE 754: correctly rounded everywhere.

double Sin(double radians) {
  const auto [r, quadrant] = ReduceByHalfPi(radians);
  const double s = (quadrant & 1) != 0 ? CosPolynomial(r) : SinPolynomial(r);
  return (quadrant & 2) != 0 ? -s : s;
}

double Cos(double radians) {
  const auto [r, quadrant] = ReduceByHalfPi(radians);
  const double c = (quadrant & 1) != 0 ? SinPolynomial(r) : CosPolynomial(r);
  return (quadrant == 1 || quadrant == 2) ? -c : c;
}

double Atan(double x) {
  if (std::isnan(x)) return x;  // It compares with nothing: the last branch would call itself for ever.
  const double a = std::fabs(x);
  // atan(a) = atan(c) + atan((a − c) / (1 + a·c)), with c chosen so that the rest is within ±0.25.
  double result;
  if (a <= 0.25) {
    result = AtanPolynomial(a);
  } else if (a <= 0.75) {
    result = kAtanHalf + AtanPolynomial((a - 0.5) / (1.0 + a * 0.5));
  } else if (a <= 1.25) {
    result = kPi / 4 + AtanPolynomial((a - 1.0) / (1.0 + a));
  } else if (a <= 3.0) {
    result = kAtanThreeHalves + AtanPolynomial((a - 1.5) / (1.0 + a * 1.5));
  } else {
    result = kPi / 2 - Atan(1.0 / a);
  }
  return x < 0 ? -result : result;
}

double Atan2(double y, double x) {
  if (x == 0.0 && y == 0.0) return 0.0;
  if (std::fabs(x) >= std::fabs(y)) {
    const double base = Atan(y / x);
    if (x > 0) return base;
    return y < 0 ? base - kPi : base + kPi;
  }
  const double base = Atan(x / y);
  return y > 0 ? kPi / 2 - base : -kPi / 2 - base;
}

double Acos(double x) {
  if (x >= 1.0) return 0.0;
  if (x <= -1.0) return kPi;
  return Atan2(Sqrt((1.0 - x) * (1.0 + x)), x);
}

double Exp(double x) {
  if (std::isnan(x)) return x;
  if (x < -708.0) return 0.0;
  if (x > 709.0) return std::numeric_limits<double>::infinity();
  const double k = std::floor(x * 1.44269504088896340736 + 0.5);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double p = 1.0;
  for (int n = 14; n >= 1; --n) p = 1.0 + r * p / n;
  const auto exponent = static_cast<uint64_t>(static_cast<int64_t>(k) + 1023);
  return p * std::bit_cast<double>(exponent << 52);
}

double Log(double x) {
  if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (std::isinf(x)) return x;
  int k = 0;
  double m = std::frexp(x, &k);  // Exact.
  if (m < 0.70710678118654752440) {
    m *= 2;
    --k;
  }
  // log m = 2 artanh s, |s| ≤ 0.1716.
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double sum = 0;
  for (int n = 21; n >= 3; n -= 2) sum = (sum + 1.0 / n) * s2;
  return k * kLn2High + (2 * s + (2 * s * sum + k * kLn2Low));
}

double Hypot(double x, double y) { return Sqrt(x * x + y * y); }

}  // namespace ezpt::math
