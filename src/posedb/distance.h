#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ezpt::posedb {

/// Rows are padded with zeros to a multiple of this many floats.
inline constexpr std::size_t kLanes = 16;

/// `dimension` rounded up to a whole number of lanes.
[[nodiscard]] constexpr std::size_t PaddedDimension(std::size_t dimension) {
  return (dimension + kLanes - 1) / kLanes * kLanes;
}

/// Squared Euclidean distance of two padded rows. The sum is made in sixteen
/// lanes whatever the register is, without fused multiply-add, and the lanes are
/// added in one fixed order: every target and compiler gives the same bits.
/// REQUIRES: `padded` is a multiple of kLanes. Cost: O(padded); thread-safe.
[[nodiscard]] float SquaredDistance(const float* a, const float* b, std::size_t padded);

/// The same distance from one query to each of `rows` (indices into `data`, each
/// row `padded` floats long), written to `out`.
void SquaredDistances(const float* query, const float* data, std::size_t padded, std::span<const std::size_t> rows,
                      float* out);

/// The same in plain C++, as the definition that the others must meet to the bit.
[[nodiscard]] float SquaredDistanceScalar(const float* a, const float* b, std::size_t padded);

/// Name of the instruction set that runs now, e.g. "AVX2".
[[nodiscard]] std::string DistanceTarget();

}  // namespace ezpt::posedb
