#include "nn/plan.h"

#include <algorithm>
#include <numeric>

#include "nn/aligned.h"

namespace ezpt::nn {
namespace {

constexpr std::size_t kMaxArenaFloats = std::size_t{1} << 28;  // 1 GB
// A step's rings should stay in the second-level cache beside its weights. Each
// strip reads all of the weights again, so that rings a quarter as large as they are worth it.
constexpr std::size_t kRingBudgetFloats = 48 * 1024;  // 192 KB

const Shape& ShapeOf(const Graph& graph, int value) { return graph.values[static_cast<std::size_t>(value)]; }

std::size_t RowFloats(const Graph& graph, int value) {
  const Shape& s = ShapeOf(graph, value);
  return static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.channels);
}

bool IsConvolution(const Op& op) { return op.kind == OpKind::kConv || op.kind == OpKind::kDepthwise; }

// A step ends where its result is small or needed by others: after a linear
// bottleneck, a sum, or a value with several readers.
bool Continues(const Graph& graph, const std::vector<int>& readers, std::size_t i) {
  if (i + 1 >= graph.ops.size()) return false;
  const Op& op = graph.ops[i];
  const Op& next = graph.ops[i + 1];
  if (!IsConvolution(op) || !IsConvolution(next)) return false;
  if (next.input != op.output || readers[static_cast<std::size_t>(op.output)] != 1) return false;
  return !(op.kind == OpKind::kConv && op.activation == Activation::kNone);
}

// Input rows that `rows` consecutive output rows of `op` read.
int InputRows(const Graph& graph, const Op& op, int rows) {
  return std::min((rows - 1) * op.stride + op.kernel, ShapeOf(graph, op.input).height);
}

// Sets the ring of every stage but the last for strips of `rows`; returns the rings' floats.
std::size_t SizeRings(const Graph& graph, Step& step, int rows) {
  std::size_t total = 0;
  for (std::size_t s = step.stages.size() - 1; s > 0; --s) {
    const Op& op = graph.ops[static_cast<std::size_t>(step.stages[s].op)];
    rows = InputRows(graph, op, rows);
    step.stages[s - 1].ring_rows = rows;
    step.stages[s - 1].ring_offset = total;
    total += RoundUpToLine(RowFloats(graph, op.input) * static_cast<std::size_t>(rows));
  }
  return total;
}

std::size_t RingBudget(const Graph& graph, const Step& step) {
  std::size_t weights = 0;
  for (const Stage& stage : step.stages) {
    const Op& op = graph.ops[static_cast<std::size_t>(stage.op)];
    if (op.weights != kNothing) weights += graph.constants[static_cast<std::size_t>(op.weights)].size();
  }
  return std::max(kRingBudgetFloats, weights / 4);
}

std::vector<Step> MakeSteps(const Graph& graph) {
  const std::vector<int> readers = CountReaders(graph);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < graph.ops.size(); ++i) {
    const bool starts = i == 0 || steps.back().stages.size() == kMaxStages || !Continues(graph, readers, i - 1);
    if (starts) steps.emplace_back();
    steps.back().stages.push_back({static_cast<int>(i), 0, 0});
  }
  for (Step& step : steps) {
    const Op& last = graph.ops[static_cast<std::size_t>(step.stages.back().op)];
    step.strip_rows = ShapeOf(graph, last.output).height;
    while (step.stages.size() > 1 && step.strip_rows > 1 &&
           SizeRings(graph, step, step.strip_rows) > RingBudget(graph, step)) {
      step.strip_rows = (step.strip_rows + 1) / 2;
    }
  }
  return steps;
}

// First and last step in which each value is needed in memory; last < 0 where never.
struct Life {
  int first = 0;
  int last = -1;
};

std::vector<Life> FindLives(const Graph& graph, const std::vector<Step>& steps) {
  std::vector<Life> lives(graph.values.size());
  const auto touch = [&lives](int value, int step) { lives[static_cast<std::size_t>(value)].last = step; };
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const int at = static_cast<int>(s);
    for (const Stage& stage : steps[s].stages) {
      const Op& op = graph.ops[static_cast<std::size_t>(stage.op)];
      if (op.addend != kNothing) touch(op.addend, at);
    }
    touch(graph.ops[static_cast<std::size_t>(steps[s].stages.front().op)].input, at);
    const int result = graph.ops[static_cast<std::size_t>(steps[s].stages.back().op)].output;
    lives[static_cast<std::size_t>(result)] = {at, at};
  }
  // What an output is made of stays too, so that single cells can be made after the run.
  const auto end = static_cast<int>(steps.size());
  for (const GraphOutput& output : graph.outputs) {
    touch(output.value, end);
    for (const Step& step : steps) {
      if (graph.ops[static_cast<std::size_t>(step.stages.back().op)].output != output.value) continue;
      touch(graph.ops[static_cast<std::size_t>(step.stages.front().op)].input, end);
    }
  }
  lives[0].last = -1;  // The input picture stays with the caller.
  return lives;
}

void PlaceValues(const Graph& graph, const std::vector<Life>& lives, Plan& plan) {
  plan.offsets.assign(graph.values.size(), kNoStorage);
  std::vector<std::size_t> order(graph.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return graph.values[a].size() > graph.values[b].size(); });
  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t value : order) {
    if (lives[value].last < 0) continue;
    const std::size_t size = RoundUpToLine(graph.values[value].size());
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (lives[other].first > lives[value].last || lives[other].last < lives[value].first) continue;
      if (offset + size <= plan.offsets[other]) break;
      offset = std::max(offset, plan.offsets[other] + RoundUpToLine(graph.values[other].size()));
    }
    plan.offsets[value] = offset;
    plan.arena_floats = std::max(plan.arena_floats, offset + size);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), value,
                                   [&](std::size_t a, std::size_t b) { return plan.offsets[a] < plan.offsets[b]; }),
                  value);
  }
}

void SizeScratch(const Graph& graph, Plan& plan) {
  std::size_t padded = 0;
  for (Step& step : plan.steps)
    plan.padded_offset = std::max(plan.padded_offset, SizeRings(graph, step, step.strip_rows));
  for (const Op& op : graph.ops) {
    const Shape& in = ShapeOf(graph, op.input);
    const auto kernel = static_cast<std::size_t>(op.kernel);
    if (op.kind == OpKind::kConv) {
      const std::size_t row = (static_cast<std::size_t>(in.width) + kernel) * static_cast<std::size_t>(in.channels);
      padded = std::max(padded, row * kernel);
    } else if (op.kind == OpKind::kDepthwise) {
      plan.zero_row_floats = std::max(plan.zero_row_floats, RowFloats(graph, op.input));
    }
  }
  plan.scratch_floats = plan.padded_offset + RoundUpToLine(padded);
}

}  // namespace

Result<Plan> MakePlan(const Graph& graph) {
  Plan plan;
  plan.steps = MakeSteps(graph);
  PlaceValues(graph, FindLives(graph, plan.steps), plan);
  SizeScratch(graph, plan);
  if (plan.arena_floats + plan.scratch_floats > kMaxArenaFloats) {
    return Error{ErrorCode::kLimitExceeded, "model: would need over 1 GB of memory to run"};
  }
  return plan;
}

}  // namespace ezpt::nn
