#include <algorithm>

#include "nn/kernels/kernels.h"
#include "nn/packing.h"

namespace ezpt::nn {
namespace {

float Activate(float x, Activation activation) {
  if (activation == Activation::kNone) return x;
  x = std::max(x, 0.0f);
  return activation == Activation::kRelu6 ? std::min(x, 6.0f) : x;
}

void Gemm(const GemmArgs& args) {
  const int depth = args.segments * args.segment_length;
  for (int m = 0; m < args.m; ++m) {
    const float* row = args.a + m * args.a_stride;
    for (int n = 0; n < args.n; ++n) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(m) * args.n + n;
      float sum = args.bias[n] + (args.addend != nullptr ? args.addend[at] : 0.0f);
      const float* weights = args.weights + PanelOffset(depth, n);
      const int step = PanelWidth(args.n, n);
      for (int s = 0; s < args.segments; ++s) {
        for (int k = 0; k < args.segment_length; ++k, weights += step) {
          sum += row[s * args.segment_stride + k] * *weights;
        }
      }
      args.out[at] = Activate(sum, args.activation);
    }
  }
}

void DepthwiseRow(const DepthwiseRowArgs& args) {
  for (int x = 0; x < args.out_width; ++x) {
    for (int c = 0; c < args.channels; ++c) {
      float sum = args.bias[c];
      for (int ky = 0; ky < args.kernel; ++ky) {
        for (int kx = 0; kx < args.kernel; ++kx) {
          const int at = x * args.stride + kx - args.pad_left;
          if (at < 0 || at >= args.in_width) continue;
          sum += args.rows[ky][static_cast<std::ptrdiff_t>(at) * args.channels + c] *
                 args.weights[static_cast<std::ptrdiff_t>(ky * args.kernel + kx) * args.channels + c];
        }
      }
      args.out[static_cast<std::ptrdiff_t>(x) * args.channels + c] = Activate(sum, args.activation);
    }
  }
}

void ResizeRow(const ResizeRowArgs& args) {
  const auto sample = [&args](int x, int c) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(x) * args.channels + c;
    return 0.75f * args.near_row[at] + 0.25f * args.far_row[at];
  };
  for (int x = 0; x < 2 * args.width; ++x) {
    const int near = x / 2;
    const int far = std::clamp((x & 1) != 0 ? near + 1 : near - 1, 0, args.width - 1);
    for (int c = 0; c < args.channels; ++c) {
      args.out[static_cast<std::ptrdiff_t>(x) * args.channels + c] = 0.75f * sample(near, c) + 0.25f * sample(far, c);
    }
  }
}

void Add(const float* a, const float* b, float* out, std::size_t size, Activation activation) {
  for (std::size_t i = 0; i < size; ++i) out[i] = Activate(a[i] + b[i], activation);
}

void Widen(const uint8_t* in, float* out, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<float>(in[i]);
}

// Eight chains hide the latency of a multiply and an add.
int64_t MultiplyAddPeak(int64_t rounds, float* sink) {
  constexpr int kChains = 8;
  float sums[kChains];
  for (int i = 0; i < kChains; ++i) sums[i] = static_cast<float>(i);
  const float factor = 0.999f + *sink * 0.0f;
  for (int64_t r = 0; r < rounds; ++r) {
    for (float& sum : sums) sum = sum * factor + 0.001f;
  }
  for (const float sum : sums) *sink += sum;
  return rounds * kChains;
}

}  // namespace

const KernelTable& ScalarKernels() {
  static constexpr KernelTable kTable = {Isa::kScalar, &Gemm,  &DepthwiseRow,    &ResizeRow,
                                         &Add,         &Widen, &MultiplyAddPeak, 0};
  return kTable;
}

}  // namespace ezpt::nn
