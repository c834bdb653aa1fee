#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "body/landmarks.h"

namespace ezpt::pose::movenet {

/// What the network says, before any post-processing: grid × grid cells, rows
/// first, channels last. The two maps are logits, not yet put through a sigmoid;
/// the other two heads are needed at 18 cells only, so they are asked for.
class Heads {
 public:
  /// The channels of one cell: joints × (y, x), in cells.
  using Pairs = std::array<float, 2 * body::kCocoCount>;

  virtual ~Heads() = default;
  [[nodiscard]] virtual int grid() const = 0;
  [[nodiscard]] virtual std::span<const float> center() const = 0;     ///< [grid][grid]: is a person's centre here?
  [[nodiscard]] virtual std::span<const float> heatmap() const = 0;    ///< [grid][grid][17]: is the joint here?
  [[nodiscard]] virtual Pairs Regress(int row, int column) const = 0;  ///< From a centre here to its joints.
  [[nodiscard]] virtual Pairs Offset(int row, int column) const = 0;   ///< From the cell to the joint.
};

/// A joint in the crop: y and x in [0, 1] of its side (a little outside is possible), score in [0, 1].
struct Keypoint {
  float y = 0, x = 0, score = 0;
};
using Keypoints = std::array<Keypoint, body::kCocoCount>;

/// The finest grid that is decoded; the finer of the two networks has 64.
inline constexpr int kMaxGrid = 256;

/// The one person whose centre is the most certain and the nearest to the crop's.
///   1. Centre: the cell where sigmoid(center) / (distance to the middle + 1.8) is the largest.
///   2. Regressed joints: that cell plus `regress` there.
///   3. Joint: the cell where sigmoid(heatmap) / (distance to the regressed joint + 1.8) is the largest.
///   4. Position: that cell plus `offset` there, over the grid; score: sigmoid(heatmap) there.
/// REQUIRES: 1 ≤ grid ≤ kMaxGrid and spans of the sizes above.
/// Cost: about 0.03 ms for a grid of 48; no allocation; thread-safe.
/// Source: the post-processing nodes of the published TF.js graph. Deviates: the
/// graph stores 1/grid and the centre's weights as 16-bit floats (up to 0.0003
/// of the frame).
[[nodiscard]] Keypoints Decode(const Heads& heads);

}  // namespace ezpt::pose::movenet
