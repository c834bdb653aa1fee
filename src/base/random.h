#pragma once

#include <cstdint>

namespace ezpt {

/// A small generator whose sequence is the same everywhere: SplitMix64
/// (Steele, Lea and Flood, 2014). For rendering and tests, never for secrets.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// [0, 1), 53 bits.
  double NextUnit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

  /// [low, high).
  double NextIn(double low, double high) { return low + (high - low) * NextUnit(); }

  /// Mean 0, variance 1: the sum of twelve uniforms less six (no logarithm, so
  /// the same bits everywhere); tails end at ±6.
  double NextGaussian() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += NextUnit();
    return sum;
  }

 private:
  uint64_t state_;
};

}  // namespace ezpt
