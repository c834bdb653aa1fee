#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "nn/kernels/kernels.h"
#include "nn/model.h"

namespace ezpt::app {

struct ModelBenchmarkOptions {
  std::shared_ptr<const nn::Model> model;
  nn::Isa isa = nn::Isa::kBest;
  int threads = 1;  ///< 1…64
  int runs = 200;   ///< 1…100000
};

struct ModelBenchmark {
  nn::Isa isa = nn::Isa::kScalar;  ///< What ran: never kBest.
  int threads = 1;
  double median_ms = 0;
  double p10_ms = 0;
  double p90_ms = 0;
  double peak_gmacs = 0;  ///< Multiply-adds of that instruction set in registers alone, one thread, 10⁹ a second.
  double checksum = 0;    ///< Position-weighted sum of the landmarks: alike to 0.01 on every instruction set.
};

/// Times the network from a picture in memory (byte i is i · 7919 mod 256) to
/// landmarks, after a tenth as many runs to warm up. The peak is measured between
/// the runs, so that both see the same clock and the same neighbours.
/// Errors: kUnsupported where the instruction set is not there (never another
/// one instead) or the model is no MoveNet; kInvalidArgument for a number out of range.
[[nodiscard]] Result<ModelBenchmark> RunModelBenchmark(const ModelBenchmarkOptions& options);

}  // namespace ezpt::app
