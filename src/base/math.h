#pragma once

namespace ezpt::math {

/// Transcendental functions built on + − × ÷ √ alone, so that the same
/// landmarks give the same measurement to the bit under every compiler and in
/// WebAssembly; the C library's differ between platforms. Sources: argument
/// reduction by Cody and Waite (1980); Taylor polynomials on the reduced range,
/// cut where the next term is under 1e-16. Errors, tested in math_test.cc:
/// at most 4e-16 absolute for Sin, Cos (|x| ≤ 1e5), Atan, Atan2, Acos; 4e-16
/// relative for Exp and Log. NaN gives NaN, and so do Sin and Cos of what is not within
/// ±2²⁰. Thread-safe, no allocation.

[[nodiscard]] double Sqrt(double x);
[[nodiscard]] double Sin(double radians);
[[nodiscard]] double Cos(double radians);
/// (−π/2, π/2).
[[nodiscard]] double Atan(double x);
/// [−π, π]; Atan2(0, 0) is 0.
[[nodiscard]] double Atan2(double y, double x);
/// [0, π]; the argument is clamped to [−1, 1].
[[nodiscard]] double Acos(double x);
/// 0 below −708, +infinity above 709.
[[nodiscard]] double Exp(double x);
/// −infinity at 0, NaN below.
[[nodiscard]] double Log(double x);
/// √(x² + y²), without the guard against overflow: for pixels and metres.
[[nodiscard]] double Hypot(double x, double y);

}  // namespace ezpt::math
