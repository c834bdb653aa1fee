#pragma once

#include <cstdint>
#include <span>

#include "nn/kernels/kernels.h"
#include "nn/model.h"

namespace ezpt::nn {

/// What one run reads and writes. Exactly one of the pictures is set.
struct RunContext {
  const Model* model = nullptr;
  const KernelTable* kernels = nullptr;
  float* arena = nullptr;
  const float* zero_row = nullptr;
  const uint8_t* picture_bytes = nullptr;
  const float* picture_floats = nullptr;
};

/// Makes rows [begin, end) of the step's result, strip by strip. Ranges of one
/// step may run on several threads at once, each with a scratch of its own.
void RunStepRows(const RunContext& context, const Step& step, int begin, int end, float* scratch);

/// True where single cells of the step's result can be made without the rest:
/// all stages are stride-one convolutions of at most kMaxCellChannels channels
/// and only the first looks at neighbours.
[[nodiscard]] bool CanRunCell(const Graph& graph, const Step& step);
inline constexpr int kMaxCellChannels = 512;

/// Makes the one cell (y, x) of the step's result. REQUIRES: CanRunCell; the
/// step's input is in the arena; y, x inside; out has the result's channels.
void RunStepCell(const RunContext& context, const Step& step, int y, int x, std::span<float> out);

}  // namespace ezpt::nn
