#include "pose/movenet/decoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

/// Bounds have this much to spare, against their rounding and that of the values.
constexpr float kSpare = 1.00001f;
/// Values below have too few digits left for that.
constexpr float kLeastBounded = 1e-30f;

/// The highest logit of every row, a channel at a time: what rules out most rows unseen.
template <int kChannels>
using RowMaxima = std::array<std::array<float, kChannels>, kMaxGrid>;

template <int kChannels>
void FindRowMaxima(std::span<const float> map, int grid, RowMaxima<kChannels>& maxima) {
  const float* cell = map.data();
  for (int row = 0; row < grid; ++row) {
    std::array<float, kChannels> highest;
    std::copy_n(cell, kChannels, highest.begin());
    for (int column = 1; column < grid; ++column) {
      cell += kChannels;
      constexpr int kWhole = kChannels / 16 * 16;  // A loop of whole vectors, which compilers see.
      for (int c = 0; c < kWhole; ++c) highest[c] = cell[c] > highest[c] ? cell[c] : highest[c];
      for (int c = kWhole; c < kChannels; ++c) highest[c] = cell[c] > highest[c] ? cell[c] : highest[c];
    }
    cell += kChannels;
    maxima[static_cast<std::size_t>(row)] = highest;
  }
}

/// Finds the cell where sigmoid(map) · weight is the largest, the first of equals.
template <int kChannels>
class WeightedArgMax {
 public:
  /// @param map  channel `channel` of [grid][grid][kChannels].
  WeightedArgMax(std::span<const float> map, int grid, int channel, float row, float column)
      : map_(map), grid_(grid), channel_(channel), row_(row), column_(column) {}

  /// The most promising row first, so that it rules out most of the others.
  Cell Find(const RowMaxima<kChannels>& maxima) {
    std::array<float, kMaxGrid> sigmoids;
    int first = 0;
    float first_bound = -1.0f;
    for (int r = 0; r < grid_; ++r) {
      sigmoids[r] = Sigmoid(maxima[r][channel_]);
      const float bound = sigmoids[r] / (std::abs(static_cast<float>(r) - row_) + kDistanceBias);
      if (bound > first_bound) {
        first = r;
        first_bound = bound;
      }
    }
    Scan(first, sigmoids[first]);
    for (int r = 0; r < grid_; ++r) {
      if (r != first) Scan(r, sigmoids[r]);
    }
    return {best_ / grid_, best_ % grid_};
  }

 private:
  /// A cell of this row beats the best only within `reach` of (row_, column_): the
  /// sigmoid of the row's highest logit, weighted there, is what the best is worth.
  void Scan(int row, float highest_sigmoid) {
    const float reach = best_value_ < kLeastBounded ? std::numeric_limits<float>::infinity()
                                                    : highest_sigmoid * kSpare / best_value_ - kDistanceBias;
    const float dy = static_cast<float>(row) - row_;
    if (std::abs(dy) > reach) return;
    for (int column = 0; column < grid_; ++column) {
      const float dx = static_cast<float>(column) - column_;
      if (dx * dx + dy * dy > reach * reach) continue;
      const int at = row * grid_ + column;
      const float value = Sigmoid(map_[IndexOf(at, kChannels, channel_)]) * Weight({row, column}, row_, column_);
      if (value > best_value_ || (value == best_value_ && at < best_)) {
        best_ = at;
        best_value_ = value;
      }
    }
  }

  std::span<const float> map_;
  int grid_;
  int channel_;
  float row_, column_;  ///< Where the weight is the largest, in cells.
  int best_ = 0;
  float best_value_ = -1.0f;
};

}  // namespace

Keypoints Decode(const Heads& heads) {
  constexpr int kJoints = static_cast<int>(body::kCocoCount);
  const int grid = heads.grid();
  const std::span<const float> heatmap = heads.heatmap();
  const auto middle = static_cast<float>(grid) / 2;
  RowMaxima<1> center_maxima;
  FindRowMaxima<1>(heads.center(), grid, center_maxima);
  const Cell center = WeightedArgMax<1>(heads.center(), grid, 0, middle, middle).Find(center_maxima);
  RowMaxima<kJoints> maxima;
  FindRowMaxima<kJoints>(heatmap, grid, maxima);
  const Heads::Pairs regressed = heads.Regress(center.row, center.column);
  Keypoints keypoints;
  for (int joint = 0; joint < kJoints; ++joint) {
    const std::size_t pair = IndexOf(joint, 2, 0);
    const float row = static_cast<float>(center.row) + regressed[pair];
    const float column = static_cast<float>(center.column) + regressed[pair + 1];
    const Cell cell = WeightedArgMax<kJoints>(heatmap, grid, joint, row, column).Find(maxima);
    const Heads::Pairs offset = heads.Offset(cell.row, cell.column);
    const float logit = heatmap[IndexOf(cell.row * grid + cell.column, kJoints, joint)];
    keypoints[static_cast<std::size_t>(joint)] = {
        (static_cast<float>(cell.row) + offset[pair]) / static_cast<float>(grid),
        (static_cast<float>(cell.column) + offset[pair + 1]) / static_cast<float>(grid), Sigmoid(logit)};
  }
  return keypoints;
}

}  // namespace ezpt::pose::movenet
