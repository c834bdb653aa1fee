#pragma once

#include <cstddef>
#include <vector>

#include "nn/graph.h"

namespace ezpt::nn {

/// One operator within a Step. All but the last stage of a step write into a
/// ring of rows in scratch memory rather than into the arena.
struct Stage {
  int op = 0;
  int ring_rows = 0;            ///< 0 for the last stage.
  std::size_t ring_offset = 0;  ///< Floats from the start of the scratch.
};

/// Operators that run together strip by strip: expand → depthwise → project by
/// a few rows at a time, so that the wide middle never leaves the cache.
struct Step {
  std::vector<Stage> stages;
  int strip_rows = 1;  ///< Rows of the last stage's output made at a time.
};

inline constexpr std::size_t kMaxStages = 8;
inline constexpr std::size_t kNoStorage = static_cast<std::size_t>(-1);

/// What runs in which order, and where every value lives.
struct Plan {
  std::vector<Step> steps;
  std::vector<std::size_t> offsets;  ///< Of each value in the arena, in floats; kNoStorage for ring and input values.
  std::size_t arena_floats = 0;
  std::size_t scratch_floats = 0;   ///< Per thread: the rings of the largest step, then the padded rows.
  std::size_t padded_offset = 0;    ///< Padded input rows of a k × k convolution, in the scratch.
  std::size_t zero_row_floats = 0;  ///< Longest input row of a depthwise convolution.
};

/// Groups operators into steps and places values: those alive at the same time
/// do not overlap, largest first at the lowest free offset.
/// REQUIRES: Validate(graph) passed. Cost: O(values²), once a model.
/// Errors: kLimitExceeded where the arena would pass 1 GB.
[[nodiscard]] Result<Plan> MakePlan(const Graph& graph);

}  // namespace ezpt::nn
