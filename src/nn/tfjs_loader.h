#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "nn/graph.h"

namespace ezpt::nn {

/// A MoveNet single-pose TF.js graph model (Lightning or Thunder) as a Graph
/// that ends in four heads, so without the post-processing, which
/// is a decoder of its own:
///   kpt_heatmap [h/4, w/4, 17]  logits of "this joint is here"
///   kpt_regress [h/4, w/4, 34]  y, x from a person's centre to each joint, in cells
///   center      [h/4, w/4, 1]   logits of "a person's centre is here"
///   kpt_offset  [h/4, w/4, 34]  y, x within the cell for each joint
/// The input is RGB 0…255, h × w × 3; the model's own normalisation is folded
/// into the first convolution. Only the nodes that the heads need are read.
/// Errors: one line that names the node; see ReadTfjsDocument for the rest.
/// Cost: some tens of milliseconds; allocates; thread-safe.
[[nodiscard]] Result<Graph> ParseTfjs(std::string_view json, std::span<const std::byte> weights);

}  // namespace ezpt::nn
