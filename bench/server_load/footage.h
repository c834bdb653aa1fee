#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::bench {

/// What a page would send: JPEGs of virtual patients that squat, 640×480, in order.
struct Footage {
  std::vector<std::vector<std::string>> patients;  ///< Frames of each.
};

/// @param exercise the YAML file of the exercise.
/// @param patients of different build, look and room; drawn on all cores.
/// Cost: 25 ms a frame and core.
[[nodiscard]] Result<Footage> DrawFootage(const std::string& exercise, int patients, int frames, double fps);

}  // namespace ezpt::bench
