#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "nn/aligned.h"
#include "nn/executor.h"
#include "nn/kernels/kernels.h"
#include "nn/model.h"
#include "nn/parallel.h"

namespace ezpt::nn {

struct SessionOptions {
  Isa isa = Isa::kBest;
  /// Outputs that Run skips; ReadCell makes the cells that are asked for. For
  /// heads that are needed at a few cells only.
  std::vector<std::string> sparse_outputs;
  /// Runs the parts of an operator side by side; nullptr for this thread alone.
  /// Must outlive the session.
  ParallelFor* parallel = nullptr;
};

/// A network with memory of its own to run in, planned once. One session may be
/// used by one thread at a time; sessions share the model.
class Session {
 public:
  /// Errors: kUnsupported where the wanted instruction set is not available;
  /// kInvalidArgument where a sparse output does not exist or cannot be sparse.
  [[nodiscard]] static Result<Session> Create(std::shared_ptr<const Model> model, const SessionOptions& options = {});

  /// Runs the network on RGB 0…255, height × width × 3 as the model's input
  /// shape says. Allocates nothing. Error: kInvalidArgument for another size.
  [[nodiscard]] Status Run(std::span<const uint8_t> rgb);
  [[nodiscard]] Status Run(std::span<const float> rgb);

  /// The whole output, NHWC, valid until the next Run; empty where the name is
  /// unknown or the output is sparse.
  [[nodiscard]] std::span<const float> Output(std::string_view name) const;
  /// Zeros where the name is unknown.
  [[nodiscard]] Shape OutputShape(std::string_view name) const;
  /// The channels of one cell of an output, dense or sparse, of the last Run.
  /// Errors: kInvalidArgument for an unknown name, a cell outside, or `out` of
  /// another size than the channels. Cost of a sparse cell: some microseconds.
  [[nodiscard]] Status ReadCell(std::string_view name, int y, int x, std::span<float> out) const;

  /// What really runs: never kBest.
  [[nodiscard]] Isa isa() const { return kernels_->isa; }
  /// The Highway target for which the running kernels were compiled; 0 for scalar.
  [[nodiscard]] int64_t target() const { return kernels_->target; }
  /// Bytes of this session beyond the shared model.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  Session(std::shared_ptr<const Model> model, const KernelTable* kernels, ParallelFor* parallel);
  [[nodiscard]] RunContext Context() const;
  [[nodiscard]] Status RunSteps(const RunContext& context, std::size_t input_size);
  [[nodiscard]] const GraphOutput* FindOutput(std::string_view name) const;

  std::shared_ptr<const Model> model_;
  const KernelTable* kernels_;
  ParallelFor* parallel_;
  int threads_ = 1;
  AlignedFloats arena_;
  AlignedFloats scratch_;      ///< One a thread, then the zero row.
  std::vector<char> skipped_;  ///< By step.
};

}  // namespace ezpt::nn
