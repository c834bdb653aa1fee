#pragma once

#include <cstdlib>
#include <vector>

#include "nn/packed_model.h"
#include "nn/session.h"

namespace ezpt::nn {

/// A graph that a loader let through must survive all that comes after it: the
/// packed form gives it back, and where it is small it runs.
inline void RunWhatWasRead(const Graph& graph) {
  constexpr int64_t kSmallRun = 2'000'000;                    // multiplications
  constexpr std::size_t kSmallMemory = std::size_t{1} << 20;  // floats
  if (!ReadPackedModel(WritePackedModel(graph)).ok()) std::abort();
  std::size_t weights = 0;
  for (const Op& op : graph.ops) {
    if (op.weights != kNothing) weights += graph.constants[static_cast<std::size_t>(op.weights)].size();
  }
  const Result<Plan> plan = MakePlan(graph);
  if (!plan.ok() || weights > kSmallMemory || MultiplyAccumulates(graph) > kSmallRun ||
      plan->arena_floats + plan->scratch_floats + plan->zero_row_floats + graph.values[0].size() > kSmallMemory) {
    return;
  }
  const auto model = Model::Create(graph);
  if (!model.ok()) std::abort();
  auto session = Session::Create(*model);
  const std::vector<uint8_t> picture(graph.values[0].size(), 100);
  if (!session.ok() || !session->Run(picture).ok()) std::abort();
  for (const GraphOutput& output : graph.outputs) {
    if (session->Output(output.name).empty()) std::abort();
  }
}

}  // namespace ezpt::nn
