#include "pose/movenet/decoder.h"

#include <algorithm>
#include <cmath>

namespace ezpt::pose::movenet {
namespace {

/// Added to a distance in cells before dividing by it: the graph's constant.
constexpr float kDistanceBias = 1.8f;

/// Of channel `channel` in cell `cell`, cells counted row by row.
std::size_t IndexOf(int cell, int channels, int channel) {
  return static_cast<std::size_t>(cell) * static_cast<std::size_t>(channels) + static_cast<std::size_t>(channel);
}

float Sigmoid(float logit) { return 1.0f / (1.0f + std::exp(-logit)); }

struct Cell {
  int row = 0, column = 0;
};

float Weight(const Cell& cell, float row, float column) {
  const float dy = static_cast<float>(cell.row) - row;
  const float dx = static_cast<float>(cell.column) - column;
  return 1.0f / (std::sqrt(dy * dy + dx * dx) + kDistanceBias);
}

/// The cell where sigmoid(map) · weight is the largest, the first of equals. Most
/// cells are ruled out by their logit alone: the weight is nowhere above
/// 1/kDistanceBias, so a cell that beats the highest logit's must reach `floor`.
/// @param map  channel `channel` of [grid][grid][channels].
Cell WeightedArgMax(std::span<const float> map, int grid, int channels, int channel, float row, float column) {
  const int cells = grid * grid;
  const auto logit = [&](int cell) { return map[IndexOf(cell, channels, channel)]; };
  int highest = 0;
  for (int i = 1; i < cells; ++i) {
    if (logit(i) > logit(highest)) highest = i;
  }
  const auto cell_at = [grid](int i) { return Cell{i / grid, i % grid}; };
  const auto value = [&](int i) { return Sigmoid(logit(i)) * Weight(cell_at(i), row, column); };
  // Half of the bound, against rounding where two cells are nearly equal.
  const float least = 0.5f * std::clamp(value(highest) * kDistanceBias, 1e-30f, 0.999f);
  const float floor = std::log(least / (1.0f - least));
  int best = highest;
  float best_value = -1.0f;
  for (int i = 0; i < cells; ++i) {
    if (logit(i) < floor) continue;
    if (const float v = value(i); v > best_value) {
      best = i;
      best_value = v;
    }
  }
  return cell_at(best);
}

}  // namespace

Keypoints Decode(const Heads& heads) {
  constexpr int kJoints = static_cast<int>(body::kCocoCount);
  const int grid = heads.grid();
  const std::span<const float> heatmap = heads.heatmap();
  const auto middle = static_cast<float>(grid) / 2;
  const Cell center = WeightedArgMax(heads.center(), grid, 1, 0, middle, middle);
  const Heads::Pairs regressed = heads.Regress(center.row, center.column);
  Keypoints keypoints;
  for (int joint = 0; joint < kJoints; ++joint) {
    const std::size_t pair = IndexOf(joint, 2, 0);
    const float row = static_cast<float>(center.row) + regressed[pair];
    const float column = static_cast<float>(center.column) + regressed[pair + 1];
    const Cell cell = WeightedArgMax(heatmap, grid, kJoints, joint, row, column);
    const Heads::Pairs offset = heads.Offset(cell.row, cell.column);
    const float logit = heatmap[IndexOf(cell.row * grid + cell.column, kJoints, joint)];
    keypoints[static_cast<std::size_t>(joint)] = {
        (static_cast<float>(cell.row) + offset[pair]) / static_cast<float>(grid),
        (static_cast<float>(cell.column) + offset[pair + 1]) / static_cast<float>(grid), Sigmoid(logit)};
  }
  return keypoints;
}

}  // namespace ezpt::pose::movenet
