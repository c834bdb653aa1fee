#include "nn/session.h"

#include <algorithm>
#include <utility>

namespace ezpt::nn {
namespace {

constexpr int kMaxThreads = 64;

std::size_t ScratchStride(const Plan& plan) { return RoundUpToLine(plan.scratch_floats); }

// One step's rows shared out among threads.
struct SharedStep {
  const RunContext* context;
  const Step* step;
  int rows;
  int parts;
  float* scratch;
  std::size_t scratch_stride;

  void Run(int part) const {
    const int begin = rows * part / parts;
    const int end = rows * (part + 1) / parts;
    if (begin < end) {
      RunStepRows(*context, *step, begin, end, scratch + static_cast<std::size_t>(part) * scratch_stride);
    }
  }
};

}  // namespace

Result<Session> Session::Create(std::shared_ptr<const Model> model, const SessionOptions& options) {
  EZPT_TRY(const KernelTable* kernels, KernelsFor(options.isa));
  Session session(std::move(model), kernels, options.parallel);
  const Graph& graph = session.model_->graph();
  for (const std::string& name : options.sparse_outputs) {
    const GraphOutput* output = session.FindOutput(name);
    if (output == nullptr) return Error{ErrorCode::kInvalidArgument, "model has no output '" + name + "'"};
    const std::vector<Step>& steps = session.model_->plan().steps;
    for (std::size_t s = 0; s < steps.size(); ++s) {
      if (graph.ops[static_cast<std::size_t>(steps[s].stages.back().op)].output != output->value) continue;
      if (!CanRunCell(graph, steps[s])) {
        return Error{ErrorCode::kInvalidArgument, "output '" + name + "' cannot be made cell by cell"};
      }
      session.skipped_[s] = 1;
    }
  }
  return session;
}

Session::Session(std::shared_ptr<const Model> model, const KernelTable* kernels, ParallelFor* parallel)
    : model_(std::move(model)), kernels_(kernels), parallel_(parallel) {
  const Plan& plan = model_->plan();
  threads_ = parallel == nullptr ? 1 : std::clamp(parallel->threads(), 1, kMaxThreads);
  arena_ = AlignedFloats(plan.arena_floats);
  scratch_ = AlignedFloats(ScratchStride(plan) * static_cast<std::size_t>(threads_) + plan.zero_row_floats);
  skipped_.assign(plan.steps.size(), 0);
}

RunContext Session::Context() const {
  RunContext context;
  context.model = model_.get();
  context.kernels = kernels_;
  context.arena = const_cast<float*>(arena_.data());
  context.zero_row = scratch_.data() + ScratchStride(model_->plan()) * static_cast<std::size_t>(threads_);
  return context;
}

Status Session::Run(std::span<const uint8_t> rgb) {
  RunContext context = Context();
  context.picture_bytes = rgb.data();
  return RunSteps(context, rgb.size());
}

Status Session::Run(std::span<const float> rgb) {
  RunContext context = Context();
  context.picture_floats = rgb.data();
  return RunSteps(context, rgb.size());
}

Status Session::RunSteps(const RunContext& context, std::size_t input_size) {
  if (input_size != model_->input_shape().size()) {
    return Error{ErrorCode::kInvalidArgument, "model input has " + std::to_string(input_size) + " numbers, expected " +
                                                  std::to_string(model_->input_shape().size())};
  }
  const Graph& graph = model_->graph();
  const std::vector<Step>& steps = model_->plan().steps;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (skipped_[s]) continue;
    const int result = graph.ops[static_cast<std::size_t>(steps[s].stages.back().op)].output;
    const int rows = graph.values[static_cast<std::size_t>(result)].height;
    SharedStep shared{
        &context, &steps[s], rows, std::min(threads_, rows), scratch_.data(), ScratchStride(model_->plan())};
    if (shared.parts == 1) {
      shared.Run(0);
    } else {
      parallel_->Run(
          shared.parts, [](void* p, int part) { static_cast<SharedStep*>(p)->Run(part); }, &shared);
    }
  }
  return {};
}

const GraphOutput* Session::FindOutput(std::string_view name) const {
  for (const GraphOutput& output : model_->graph().outputs) {
    if (output.name == name) return &output;
  }
  return nullptr;
}

std::span<const float> Session::Output(std::string_view name) const {
  const GraphOutput* output = FindOutput(name);
  if (output == nullptr) return {};
  const Graph& graph = model_->graph();
  const Plan& plan = model_->plan();
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    const Op& last = graph.ops[static_cast<std::size_t>(plan.steps[s].stages.back().op)];
    if (skipped_[s] && last.output == output->value) return {};
  }
  const auto value = static_cast<std::size_t>(output->value);
  return {arena_.data() + plan.offsets[value], graph.values[value].size()};
}

Shape Session::OutputShape(std::string_view name) const {
  const GraphOutput* output = FindOutput(name);
  return output == nullptr ? Shape{} : model_->graph().values[static_cast<std::size_t>(output->value)];
}

Status Session::ReadCell(std::string_view name, int y, int x, std::span<float> out) const {
  const GraphOutput* output = FindOutput(name);
  const Shape shape = OutputShape(name);
  if (output == nullptr || y < 0 || x < 0 || y >= shape.height || x >= shape.width ||
      out.size() != static_cast<std::size_t>(shape.channels)) {
    return Error{ErrorCode::kInvalidArgument, "no such cell of model output '" + std::string(name) + "'"};
  }
  const std::span<const float> dense = Output(name);
  if (!dense.empty()) {
    const auto channels = static_cast<std::size_t>(shape.channels);
    const std::size_t cell =
        static_cast<std::size_t>(y) * static_cast<std::size_t>(shape.width) + static_cast<std::size_t>(x);
    std::copy_n(dense.begin() + static_cast<std::ptrdiff_t>(cell * channels), channels, out.begin());
    return {};
  }
  for (const Step& step : model_->plan().steps) {
    if (model_->graph().ops[static_cast<std::size_t>(step.stages.back().op)].output != output->value) continue;
    RunStepCell(Context(), step, y, x, out);
  }
  return {};
}

std::size_t Session::memory_bytes() const { return (arena_.size() + scratch_.size()) * sizeof(float); }

}  // namespace ezpt::nn
