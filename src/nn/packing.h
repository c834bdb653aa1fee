#pragma once

#include <cstddef>

#include "nn/kernels/kernels.h"

namespace ezpt::nn {

// Packed order of a [depth][channels] weight matrix: panels of kPanel channels
// one after another, the last one kHalfPanel wide where 8 or fewer remain, zero
// filled, or just one channel wide where one remains; within a panel
// [depth][width], so that a kernel reads straight ahead.

/// Width of the panel that holds channel n.
[[nodiscard]] constexpr int PanelWidth(int channels, int n) {
  const int rest = channels - n / kPanel * kPanel;
  if (rest == 1) return 1;
  return rest <= kHalfPanel ? kHalfPanel : kPanel;
}

/// Where channel n of the first row is; the next row is PanelWidth further.
[[nodiscard]] constexpr std::ptrdiff_t PanelOffset(int depth, int n) {
  return static_cast<std::ptrdiff_t>(n / kPanel) * kPanel * depth + n % kPanel;
}

/// Floats that the packed matrix takes.
[[nodiscard]] constexpr std::size_t PackedSize(int depth, int channels) {
  const int whole = channels / kPanel * kPanel;
  const int last = channels == whole ? 0 : PanelWidth(channels, channels - 1);
  return static_cast<std::size_t>(depth) * static_cast<std::size_t>(whole + last);
}

/// REQUIRES: out holds PackedSize floats, all zero.
void PackPanels(const float* weights, int depth, int channels, float* out);

}  // namespace ezpt::nn
