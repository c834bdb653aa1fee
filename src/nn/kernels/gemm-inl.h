// Blocked matrix product; see GemmArgs in kernels.h.
#if defined(EZPT_NN_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_GEMM_INL_H_
#undef EZPT_NN_GEMM_INL_H_
#else
#define EZPT_NN_GEMM_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "hwy/highway.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Tiles of rows × vectors of accumulators. Enough of them to fill two multiply-add
// ports × 4 cycles of latency, few enough for the registers (32 with AVX-512 and
// NEON, else 16) beside one row of weights and one broadcast.
#if HWY_TARGET == HWY_AVX3
constexpr int kFullRows = 12;  // × 2 vectors of 16
constexpr int kFullPanels = 2;
constexpr int kHalfRows = 12;  // × 1 vector of 8
#elif HWY_TARGET == HWY_AVX2
constexpr int kFullRows = 6;  // × 2 vectors of 8
constexpr int kFullPanels = 1;
constexpr int kHalfRows = 12;  // × 1 vector of 8
#elif HWY_TARGET == HWY_NEON
constexpr int kFullRows = 6;  // × 4 vectors of 4
constexpr int kFullPanels = 1;
constexpr int kHalfRows = 6;  // × 2 vectors of 4
#else
constexpr int kFullRows = 3;  // × 4 vectors of 4
constexpr int kFullPanels = 1;
constexpr int kHalfRows = 6;  // × 2 vectors of 4
#endif

struct ClampRange {
  float low;
  float high;
};

HWY_INLINE ClampRange RangeOf(Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  return {activation == Activation::kNone ? -kInfinity : 0.0f, activation == Activation::kRelu6 ? 6.0f : kInfinity};
}

// Fetches the panels that come next while these are in use: the weights of one
// frame (9 MB) are more than the second-level cache, and the processor's own
// prefetch stops at every page. The tiles share the bytes out evenly; behind an
// operator's last panel lie the next operator's first.
struct Ahead {
  const char* at = nullptr;
  std::ptrdiff_t step = 0;  // bytes a row of weights
};

// Rows [m, m + kRows) × channels [n, n + kPanels · width) of the product.
template <int kRows, int kPanels, int kWidth, class D>
HWY_INLINE void Tile(D d, const GemmArgs& args, int depth, int m, int n, const float* HWY_RESTRICT weights,
                     Ahead& ahead) {
  constexpr int kLanes = static_cast<int>(MaxLanes(d));
  constexpr int kPerPanel = kWidth / kLanes;
  constexpr int kVectors = kPanels * kPerPanel;
  using V = hn::Vec<D>;
  const std::ptrdiff_t panel_floats = static_cast<std::ptrdiff_t>(depth) * kWidth;
  V sums[kRows][kVectors];
  EZPT_UNROLL for (int v = 0; v < kVectors; ++v) {
    const V bias = hn::Load(d, args.bias + n + v * kLanes);
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) sums[r][v] = bias;
  }
  // Three rows share a base address: 12 row pointers would not fit the registers.
  const std::ptrdiff_t stride = args.a_stride;
  constexpr int kBases = (kRows + 2) / 3;
  const float* HWY_RESTRICT bases[kBases];
  for (int s = 0; s < args.segments; ++s) {
    EZPT_UNROLL for (int b = 0; b < kBases; ++b) { bases[b] = args.a + (m + 3 * b) * stride + s * args.segment_stride; }
    for (int k = 0; k < args.segment_length; ++k) {
      V row[kVectors];
      __builtin_prefetch(ahead.at, 0, 2);
      ahead.at += ahead.step;
      EZPT_UNROLL for (int v = 0; v < kVectors; ++v) {
        row[v] = hn::Load(d, weights + (v / kPerPanel) * panel_floats + (v % kPerPanel) * kLanes);
      }
      EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
        const V value = hn::Set(d, bases[r / 3][k + (r % 3) * stride]);
        EZPT_UNROLL for (int v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(value, row[v], sums[r][v]);
      }
      weights += kWidth;
    }
  }
  const ClampRange range = RangeOf(args.activation);
  const V low = hn::Set(d, range.low);
  const V high = hn::Set(d, range.high);
  EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
    EZPT_UNROLL for (int v = 0; v < kVectors; ++v) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(m + r) * args.n + n + v * kLanes;
      const int left = args.n - n - v * kLanes;
      V sum = sums[r][v];
      if (HWY_LIKELY(left >= kLanes)) {
        if (args.addend != nullptr) sum = hn::Add(sum, hn::LoadU(d, args.addend + at));
        hn::StoreU(hn::Min(hn::Max(sum, low), high), d, args.out + at);
      } else {
        HWY_ALIGN float part[kLanes];
        hn::Store(sum, d, part);
        for (int i = 0; i < left; ++i) {
          const float x = part[i] + (args.addend != nullptr ? args.addend[at + i] : 0.0f);
          args.out[at + i] = std::min(std::max(x, range.low), range.high);
        }
      }
    }
  }
}

template <int kRows, int kPanels, int kWidth, class D>
HWY_INLINE void AllRows(D d, const GemmArgs& args, int depth, int n, const float* weights) {
  const std::ptrdiff_t tiles = std::max(1, args.m / kRows);
  Ahead ahead{reinterpret_cast<const char*>(weights + static_cast<std::ptrdiff_t>(kPanels) * kWidth * depth),
              static_cast<std::ptrdiff_t>(kPanels * kWidth * sizeof(float)) / tiles};
  int m = 0;
  for (; m + kRows <= args.m; m += kRows) Tile<kRows, kPanels, kWidth>(d, args, depth, m, n, weights, ahead);
  if (m + kRows / 2 <= args.m) {
    Tile<kRows / 2, kPanels, kWidth>(d, args, depth, m, n, weights, ahead);
    m += kRows / 2;
  }
  for (; m < args.m; ++m) Tile<1, kPanels, kWidth>(d, args, depth, m, n, weights, ahead);
}

void Gemm(const GemmArgs& args) {
  const hn::CappedTag<float, kPanel> full;
  const hn::CappedTag<float, kHalfPanel> half;
  const int depth = args.segments * args.segment_length;
  const float* weights = args.weights;
  int n = 0;
  // A rest of up to eight channels is a half panel; see packing.h.
  const int whole = args.n % kPanel > kHalfPanel ? args.n : args.n / kPanel * kPanel;
  for (; n + (kFullPanels - 1) * kPanel < whole; n += kFullPanels * kPanel) {
    AllRows<kFullRows, kFullPanels, kPanel>(full, args, depth, n, weights);
    weights += static_cast<std::ptrdiff_t>(kFullPanels) * kPanel * depth;
  }
  for (; n < whole; n += kPanel) {
    AllRows<kFullRows, 1, kPanel>(full, args, depth, n, weights);
    weights += static_cast<std::ptrdiff_t>(kPanel) * depth;
  }
  if (n < args.n) AllRows<kHalfRows, 1, kHalfPanel>(half, args, depth, n, weights);
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_GEMM_INL_H_
