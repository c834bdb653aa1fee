#include "nn/executor.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ezpt::nn {
namespace {

// Rows of a value, in the arena or in a ring: row y is at base + (y % rows) · row_floats.
struct Rows {
  float* base = nullptr;
  int rows = 1;
  std::ptrdiff_t row_floats = 0;

  [[nodiscard]] float* At(int y) const { return base + (y % rows) * row_floats; }
  [[nodiscard]] int UntilWrap(int y) const { return rows - y % rows; }
};

std::ptrdiff_t RowFloats(const Shape& s) { return static_cast<std::ptrdiff_t>(s.width) * s.channels; }

// Binds a step to memory and makes rows of its stages.
class StepRunner {
 public:
  StepRunner(const RunContext& context, const Step& step, float* scratch)
      : context_(context), graph_(context.model->graph()), step_(step), scratch_(scratch) {}

  void Run(int begin, int end) {
    std::fill(done_.begin(), done_.end(), 0);
    for (int y = begin; y < end; y += step_.strip_rows) RunStrip(y, std::min(end, y + step_.strip_rows));
  }

 private:
  const Op& OpOf(std::size_t stage) const { return graph_.ops[static_cast<std::size_t>(step_.stages[stage].op)]; }
  const Shape& ShapeOf(int value) const { return graph_.values[static_cast<std::size_t>(value)]; }

  Rows ArenaRows(int value) const {
    const Shape& shape = ShapeOf(value);
    return {context_.arena + context_.model->plan().offsets[static_cast<std::size_t>(value)], shape.height,
            RowFloats(shape)};
  }

  Rows InputOf(std::size_t stage) const {
    const int value = OpOf(stage).input;
    if (stage > 0) {
      const Stage& before = step_.stages[stage - 1];
      return {scratch_ + before.ring_offset, before.ring_rows, RowFloats(ShapeOf(value))};
    }
    return value == 0 ? Rows{} : ArenaRows(value);
  }

  Rows OutputOf(std::size_t stage) const {
    const int value = OpOf(stage).output;
    if (stage + 1 == step_.stages.size()) return ArenaRows(value);
    const Stage& at = step_.stages[stage];
    return {scratch_ + at.ring_offset, at.ring_rows, RowFloats(ShapeOf(value))};
  }

  // From the last stage back: which new rows does each stage owe? Then forward: make them.
  void RunStrip(int begin, int end) {
    std::array<std::pair<int, int>, kMaxStages> wanted;
    for (std::size_t s = step_.stages.size(); s-- > 0;) {
      wanted[s] = {std::max(begin, done_[s]), end};
      const Op& op = OpOf(s);
      const int height = ShapeOf(op.input).height;
      const int pad = ConvWindow(height, op.kernel, op.stride, op.padding).pad_before;
      begin = std::clamp(wanted[s].first * op.stride - pad, 0, height);
      end = std::clamp((end - 1) * op.stride - pad + op.kernel, 0, height);
    }
    for (std::size_t s = 0; s < step_.stages.size(); ++s) {
      if (wanted[s].first < wanted[s].second) RunStage(s, wanted[s].first, wanted[s].second);
      done_[s] = std::max(done_[s], wanted[s].second);
    }
  }

  void RunStage(std::size_t stage, int begin, int end) {
    const Op& op = OpOf(stage);
    const Rows in = InputOf(stage);
    const Rows out = OutputOf(stage);
    switch (op.kind) {
      case OpKind::kConv:
        if (op.kernel == 1 && op.stride == 1 && op.input != 0) {
          RunPointwise(stage, in, out, begin, end);
        } else {
          RunConvolution(stage, in, out, begin, end);
        }
        break;
      case OpKind::kDepthwise:
        RunDepthwise(stage, in, out, begin, end);
        break;
      case OpKind::kAdd:
        RunAdd(op, in, out, begin, end);
        break;
      case OpKind::kResize2x:
        RunResize(op, in, out, begin, end);
        break;
    }
  }

  GemmArgs GemmFor(std::size_t stage, int y) const {
    const Op& op = OpOf(stage);
    const PackedOp& packed = context_.model->packed(step_.stages[stage].op);
    GemmArgs args;
    args.weights = context_.model->weights() + packed.weights;
    args.bias = context_.model->weights() + packed.bias;
    args.addend = op.addend == kNothing ? nullptr : ArenaRows(op.addend).At(y);
    args.n = ShapeOf(op.output).channels;
    args.activation = op.activation;
    const bool rectified = stage > 0 && OpOf(stage - 1).activation != Activation::kNone;
    args.inputs = rectified ? Inputs::kRectified : Inputs::kAny;
    return args;
  }

  // Rows lie one after another except where a ring wraps.
  void RunPointwise(std::size_t stage, const Rows& in, const Rows& out, int begin, int end) {
    const Shape& shape = ShapeOf(OpOf(stage).input);
    for (int y = begin; y < end;) {
      const int rows = std::min({end - y, in.UntilWrap(y), out.UntilWrap(y)});
      GemmArgs args = GemmFor(stage, y);
      args.a = in.At(y);
      args.a_stride = shape.channels;
      args.segment_length = shape.channels;
      args.out = out.At(y);
      args.m = rows * shape.width;
      context_.kernels->gemm(args);
      y += rows;
    }
  }

  void RunConvolution(std::size_t stage, const Rows& in, const Rows& out, int begin, int end) {
    const Op& op = OpOf(stage);
    const Shape& from = ShapeOf(op.input);
    const Window window = ConvWindow(from.height, op.kernel, op.stride, op.padding);
    const std::ptrdiff_t padded_floats = static_cast<std::ptrdiff_t>(from.width + op.kernel) * from.channels;
    float* padded = scratch_ + context_.model->plan().padded_offset;
    for (int y = begin; y < end; ++y) {
      for (int k = 0; k < op.kernel; ++k) {
        PadRow(op, in, y * op.stride - window.pad_before + k, padded + k * padded_floats);
      }
      GemmArgs args = GemmFor(stage, y);
      args.a = padded;
      args.a_stride = static_cast<std::ptrdiff_t>(op.stride) * from.channels;
      args.segments = op.kernel;
      args.segment_stride = padded_floats;
      args.segment_length = op.kernel * from.channels;
      args.out = out.At(y);
      args.m = ShapeOf(op.output).width;
      context_.kernels->gemm(args);
    }
  }

  // One input row as floats with what lies left and right of it.
  void PadRow(const Op& op, const Rows& in, int y, float* to) const {
    const Shape& from = ShapeOf(op.input);
    const int left = ConvWindow(from.width, op.kernel, op.stride, op.padding).pad_before;
    const bool inside = y >= 0 && y < from.height;
    const int right_from = inside ? left + from.width : 0;
    FillPad(op, from.channels, to, 0, inside ? left : 0);
    FillPad(op, from.channels, to, right_from, from.width + op.kernel);
    if (!inside) return;
    float* middle = to + static_cast<std::ptrdiff_t>(left) * from.channels;
    const std::ptrdiff_t size = RowFloats(from);
    if (op.input != 0) {
      std::copy_n(in.At(y), size, middle);
    } else if (context_.picture_bytes != nullptr) {
      context_.kernels->widen(context_.picture_bytes + y * size, middle, static_cast<std::size_t>(size));
    } else {
      std::copy_n(context_.picture_floats + y * size, size, middle);
    }
  }

  void FillPad(const Op& op, int channels, float* row, int begin, int end) const {
    const float* value =
        op.pad_value == kNothing ? nullptr : graph_.constants[static_cast<std::size_t>(op.pad_value)].data();
    for (int x = begin; x < end; ++x) {
      for (int c = 0; c < channels; ++c) {
        row[static_cast<std::ptrdiff_t>(x) * channels + c] = value == nullptr ? 0.0f : value[c];
      }
    }
  }

  void RunDepthwise(std::size_t stage, const Rows& in, const Rows& out, int begin, int end) {
    const Op& op = OpOf(stage);
    const Shape& from = ShapeOf(op.input);
    const PackedOp& packed = context_.model->packed(step_.stages[stage].op);
    const int pad_top = ConvWindow(from.height, op.kernel, op.stride, op.padding).pad_before;
    DepthwiseRowArgs args;
    args.weights = context_.model->weights() + packed.weights;
    args.bias = context_.model->weights() + packed.bias;
    args.in_width = from.width;
    args.out_width = ShapeOf(op.output).width;
    args.channels = from.channels;
    args.kernel = op.kernel;
    args.stride = op.stride;
    args.pad_left = ConvWindow(from.width, op.kernel, op.stride, op.padding).pad_before;
    args.activation = op.activation;
    for (int y = begin; y < end; ++y) {
      for (int k = 0; k < op.kernel; ++k) {
        const int row = y * op.stride - pad_top + k;
        args.rows[k] = row >= 0 && row < from.height ? in.At(row) : context_.zero_row;
      }
      args.out = out.At(y);
      context_.kernels->depthwise_row(args);
    }
  }

  void RunAdd(const Op& op, const Rows& in, const Rows& out, int begin, int end) {
    const Rows other = ArenaRows(op.addend);
    for (int y = begin; y < end; ++y) {
      context_.kernels->add(in.At(y), other.At(y), out.At(y), static_cast<std::size_t>(out.row_floats), op.activation);
    }
  }

  void RunResize(const Op& op, const Rows& in, const Rows& out, int begin, int end) {
    const Shape& from = ShapeOf(op.input);
    for (int y = begin; y < end; ++y) {
      const int far = std::clamp((y & 1) != 0 ? y / 2 + 1 : y / 2 - 1, 0, from.height - 1);
      context_.kernels->resize_row({in.At(y / 2), in.At(far), out.At(y), from.width, from.channels});
    }
  }

  const RunContext& context_;
  const Graph& graph_;
  const Step& step_;
  float* scratch_;
  std::array<int, kMaxStages> done_{};
};

}  // namespace

void RunStepRows(const RunContext& context, const Step& step, int begin, int end, float* scratch) {
  StepRunner(context, step, scratch).Run(begin, end);
}

bool CanRunCell(const Graph& graph, const Step& step) {
  for (std::size_t s = 0; s < step.stages.size(); ++s) {
    const Op& op = graph.ops[static_cast<std::size_t>(step.stages[s].op)];
    const bool pointwise = op.kind == OpKind::kConv && op.kernel == 1;
    const bool first = s == 0 && op.kind == OpKind::kDepthwise && op.kernel == 3 && op.padding == Padding::kSame;
    if ((!pointwise && !first) || op.stride != 1 || op.addend != kNothing || op.input == 0) return false;
    if (graph.values[static_cast<std::size_t>(op.output)].channels > kMaxCellChannels) return false;
  }
  return true;
}

void RunStepCell(const RunContext& context, const Step& step, int y, int x, std::span<float> out) {
  const Graph& graph = context.model->graph();
  alignas(kAlignment) std::array<std::array<float, kMaxCellChannels>, 2> buffers;
  const Op& first = graph.ops[static_cast<std::size_t>(step.stages.front().op)];
  const Shape& shape = graph.values[static_cast<std::size_t>(first.input)];
  const float* base = context.arena + context.model->plan().offsets[static_cast<std::size_t>(first.input)];
  const float* cell = base + y * RowFloats(shape) + static_cast<std::ptrdiff_t>(x) * shape.channels;
  for (std::size_t s = 0; s < step.stages.size(); ++s) {
    const Op& op = graph.ops[static_cast<std::size_t>(step.stages[s].op)];
    const PackedOp& packed = context.model->packed(step.stages[s].op);
    const float* weights = context.model->weights() + packed.weights;
    const float* bias = context.model->weights() + packed.bias;
    const Shape& to = graph.values[static_cast<std::size_t>(op.output)];
    float* made = s + 1 == step.stages.size() ? out.data() : buffers[s % 2].data();
    if (op.kind == OpKind::kDepthwise) {
      DepthwiseRowArgs args;
      const int left = std::max(x - 1, 0);
      for (int k = 0; k < 3; ++k) {
        const int row = y - 1 + k;
        const bool inside = row >= 0 && row < shape.height;
        args.rows[k] = inside ? base + row * RowFloats(shape) + static_cast<std::ptrdiff_t>(left) * shape.channels
                              : context.zero_row;
      }
      args.weights = weights;
      args.bias = bias;
      args.out = made;
      args.in_width = std::min(x + 1, shape.width - 1) - left + 1;
      args.out_width = 1;
      args.channels = to.channels;
      args.pad_left = x == 0 ? 1 : 0;
      args.activation = op.activation;
      context.kernels->depthwise_row(args);
    } else {
      GemmArgs args;
      args.a = cell;
      args.segment_length = graph.values[static_cast<std::size_t>(op.input)].channels;
      args.weights = weights;
      args.bias = bias;
      args.out = made;
      args.m = 1;
      args.n = to.channels;
      args.activation = op.activation;
      context.kernels->gemm(args);
    }
    cell = made;
  }
}

}  // namespace ezpt::nn
