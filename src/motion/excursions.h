#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ezpt::motion {

/// Which end of its range a signal goes to and comes back from.
enum class Toward { kLow, kHigh };

/// Away from one end of the range and back: rows of the signal.
struct Excursion {
  std::size_t start = 0;  ///< The last row at the end that it left.
  std::size_t peak = 0;   ///< The farthest.
  std::size_t end = 0;    ///< The first row back.
};

/// All of them, in order, both kinds.
struct Excursions {
  std::vector<Excursion> low, high;
  Toward begins = Toward::kLow;  ///< At which end the signal is at first.

  [[nodiscard]] const std::vector<Excursion>& of(Toward toward) const { return toward == Toward::kLow ? low : high; }
};

/// Hysteresis between 35 and 65 % of the range that the signal has within `reach` rows on either side, so that an
/// excursion is large or small by what this person does around it, and not by any angle. Where the signal hardly moves
/// for a while the range is taken as a third of the whole signal's. One that is not over when the signal ends counts
/// as ended there when it is more than half way back.
/// Method: a Schmitt trigger with local range; running extremes in O(size).
/// REQUIRES: not empty.
[[nodiscard]] Excursions FindExcursions(std::span<const float> signal, std::size_t reach);

}  // namespace ezpt::motion
