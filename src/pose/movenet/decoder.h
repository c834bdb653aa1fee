#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "body/landmarks.h"

namespace ezpt::pose::movenet {

/// What the network says, before any post-processing: grid × grid cells, rows
/// first, channels last. The two maps are logits, not yet put through a sigmoid.
struct Heads {
  int grid = 0;
  std::span<const float> center;    ///< [grid][grid]: is a person's centre here?
  std::span<const float> regress;   ///< [grid][grid][17][2]: from a centre here to its joints, (y, x) in cells.
  std::span<const float> heatmap;   ///< [grid][grid][17]: is the joint here?
  std::span<const float> offset;    ///< [grid][grid][17][2]: from the cell to the joint, (y, x) in cells.
};

/// A joint in the crop: y and x in [0, 1] of its side (a little outside is possible), score in [0, 1].
struct Keypoint {
  float y = 0, x = 0, score = 0;
};
using Keypoints = std::array<Keypoint, body::kCocoCount>;

/// The one person whose centre is the most certain and the nearest to the crop's.
///   1. Centre: the cell where sigmoid(center) / (distance to the middle + 1.8) is the largest.
///   2. Regressed joints: that cell plus `regress` there.
///   3. Joint: the cell where sigmoid(heatmap) / (distance to the regressed joint + 1.8) is the largest.
///   4. Position: that cell plus `offset` there, over the grid; score: sigmoid(heatmap) there.
/// REQUIRES: grid ≥ 1 and spans of the sizes above.
/// Cost: about 0.1 ms for a grid of 48; no allocation; thread-safe.
/// Source: the post-processing nodes of the published TF.js graph. Deviates: the
/// graph stores 1/grid and the centre's weights as 16-bit floats (up to 0.0003
/// of the frame).
[[nodiscard]] Keypoints Decode(const Heads& heads);

}  // namespace ezpt::pose::movenet
