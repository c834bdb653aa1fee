#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "nn/graph.h"

namespace ezpt::nn {

/// A Graph as one file, for places where a TF.js pair of files and its parser
/// are too much: docs/formats/packed-model.md. A constant is stored as float16
/// where that loses nothing, else as float32: reading gives the same bits back.
/// REQUIRES: Validate(graph) passed.
[[nodiscard]] std::vector<std::byte> WritePackedModel(const Graph& graph);

/// Reads what WritePackedModel wrote, and validates it as any other model.
/// Errors: kDamaged with the byte where it ends early, or where the checksum
/// differs; kUnsupported for another version; kLimitExceeded for sizes.
[[nodiscard]] Result<Graph> ReadPackedModel(std::span<const std::byte> file);

}  // namespace ezpt::nn
