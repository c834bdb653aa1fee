#pragma once

#include <compare>

namespace ezpt {

/// A number with a unit. Arithmetic within the unit; scaling by plain numbers.
template <typename Tag>
struct Quantity {
  double value = 0.0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double v) : value(v) {}

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value + b.value); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value - b.value); }
  friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.value); }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.value * k); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(a.value * k); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value / k); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value / b.value; }
  constexpr Quantity& operator+=(Quantity b) {
    value += b.value;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity b) {
    value -= b.value;
    return *this;
  }
};

using Degrees = Quantity<struct DegreesTag>;
using Radians = Quantity<struct RadiansTag>;
using Metres = Quantity<struct MetresTag>;
/// Time on the recording's or the capture clock; never a wall clock's.
using Seconds = Quantity<struct SecondsTag>;

inline constexpr double kPi = 3.14159265358979323846;

[[nodiscard]] constexpr Radians ToRadians(Degrees d) { return Radians(d.value * (kPi / 180.0)); }
[[nodiscard]] constexpr Degrees ToDegrees(Radians r) { return Degrees(r.value * (180.0 / kPi)); }

}  // namespace ezpt
