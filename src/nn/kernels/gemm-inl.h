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
constexpr int kMixedRows = 8;  // × 3 vectors of 8
constexpr int kFlatRows = 6;   // × 4 vectors of 16
constexpr int kFlatPanels = 4;
constexpr int kHalfRows = 12;  // × 1 vector of 8
#elif HWY_TARGET == HWY_AVX2
constexpr int kFullRows = 6;  // × 2 vectors of 8
constexpr int kFullPanels = 1;
constexpr int kMixedRows = 4;  // × 3 vectors of 8
constexpr int kHalfRows = 12;  // × 1 vector of 8
#elif HWY_TARGET == HWY_NEON
constexpr int kFullRows = 6;  // × 4 vectors of 4
constexpr int kFullPanels = 1;
constexpr int kMixedRows = 4;  // × 6 vectors of 4
constexpr int kHalfRows = 6;   // × 2 vectors of 4
#else
constexpr int kFullRows = 3;  // × 4 vectors of 4
constexpr int kFullPanels = 1;
constexpr int kMixedRows = 2;  // × 6 vectors of 4
constexpr int kHalfRows = 6;   // × 2 vectors of 4
#endif

struct ClampRange {
  float low;
  float high;
};

HWY_INLINE ClampRange RangeOf(Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  return {activation == Activation::kNone ? -kInfinity : 0.0f, activation == Activation::kRelu6 ? 6.0f : kInfinity};
}

// What is fetched a row of weights at a time, ahead of its use.
struct Ahead {
  const char* at = nullptr;
  std::ptrdiff_t step = 0;  // bytes
};

// The panels that come next while these are in use: the weights of one frame
// (9 MB) are more than the second-level cache, and the processor's own prefetch
// stops at every page. The `steps` share the bytes out evenly; behind an
// operator's last panel lie the next operator's first.
HWY_INLINE Ahead WeightsAhead(const float* next, std::ptrdiff_t bytes, std::ptrdiff_t steps) {
  return {reinterpret_cast<const char*>(next), bytes / steps};
}

// The rows of the next tile, for narrow results, where the first pass over them
// meets them new and weights are few: a tile reads many short runs, which the
// processor's own prefetch sees too late. Deep tiles would push themselves out.
constexpr std::ptrdiff_t kMostBytesAhead = 8 * 1024;
HWY_INLINE Ahead RowsAhead(const GemmArgs& args, int n, int rows) {
  const auto row_bytes = static_cast<std::ptrdiff_t>(args.segment_length * sizeof(float));
  const bool dense = args.segments == 1 && args.a_stride == args.segment_length;
  if (n > 0 || !dense || rows * row_bytes > kMostBytesAhead) return {reinterpret_cast<const char*>(args.a), 0};
  return {reinterpret_cast<const char*>(args.a) + rows * row_bytes, static_cast<std::ptrdiff_t>(rows * sizeof(float))};
}

// Clamps and stores the tile, and adds what there is to add.
template <int kRows, int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void StoreTile(D d, const GemmArgs& args, int m, int n, const V (&sums)[kRows][kVectors]) {
  constexpr int kLanes = static_cast<int>(MaxLanes(d));
  const ClampRange range = RangeOf(args.activation);
  const V low = hn::Set(d, range.low);
  const V high = hn::Set(d, range.high);
  const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(m) * args.n + n;
  const int left = args.n - n;
  float* HWY_RESTRICT out = args.out + first;
  const float* HWY_RESTRICT addend = args.addend == nullptr ? nullptr : args.addend + first;
  if (HWY_LIKELY(left >= kVectors * kLanes && addend == nullptr)) {
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
      EZPT_UNROLL for (int v = 0; v < kVectors; ++v) {
        hn::StoreU(hn::Min(hn::Max(sums[r][v], low), high), d, out + r * args.n + v * kLanes);
      }
    }
  } else if (HWY_LIKELY(left >= kVectors * kLanes)) {
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
      EZPT_UNROLL for (int v = 0; v < kVectors; ++v) {
        const V sum = hn::Add(sums[r][v], hn::LoadU(d, addend + r * args.n + v * kLanes));
        hn::StoreU(hn::Min(hn::Max(sum, low), high), d, out + r * args.n + v * kLanes);
      }
    }
  } else {
    HWY_ALIGN float part[kRows][kVectors * kLanes];
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
      EZPT_UNROLL for (int v = 0; v < kVectors; ++v) hn::Store(sums[r][v], d, part[r] + v * kLanes);
    }
    for (int r = 0; r < kRows; ++r) {
      for (int i = 0; i < left; ++i) {
        const float x = part[r][i] + (addend != nullptr ? addend[r * args.n + i] : 0.0f);
        out[r * args.n + i] = std::min(std::max(x, range.low), range.high);
      }
    }
  }
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#include "nn/kernels/gemm_narrow-inl.h"
#include "nn/kernels/gemm_zeros-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {

// Rows [m, m + kRows) of the product; its channels from n on: kPanels panels and
// kHalves (0 or 1) half panels. Of each segment, `numbers` are multiplied.
template <int kRows, int kPanels, int kHalves, class D, class Numbers>
HWY_INLINE void Tile(D d, const GemmArgs& args, int depth, int m, int n, const float* HWY_RESTRICT weights,
                     const Numbers numbers, Ahead& ahead) {
  constexpr int kLanes = static_cast<int>(MaxLanes(d));
  constexpr int kPerPanel = kPanel / kLanes;
  constexpr int kInPanels = kPanels * kPerPanel;
  constexpr int kVectors = kInPanels + kHalves * kHalfPanel / kLanes;
  using V = hn::Vec<D>;
  const std::ptrdiff_t panel_floats = static_cast<std::ptrdiff_t>(depth) * kPanel;
  const float* HWY_RESTRICT half = weights + kPanels * panel_floats;
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
    const auto step = [&](std::ptrdiff_t k, const float* HWY_RESTRICT whole_at,
                          const float* HWY_RESTRICT half_at) HWY_ATTR {
      V row[kVectors];
      __builtin_prefetch(ahead.at, 0, 2);
      ahead.at += ahead.step;
      EZPT_UNROLL for (int v = 0; v < kInPanels; ++v) {
        row[v] = hn::Load(d, whole_at + (v / kPerPanel) * panel_floats + (v % kPerPanel) * kLanes);
      }
      EZPT_UNROLL for (int v = kInPanels; v < kVectors; ++v) row[v] = hn::Load(d, half_at + (v - kInPanels) * kLanes);
      EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
        const V value = hn::Set(d, bases[r / 3][k + (r % 3) * stride]);
        EZPT_UNROLL for (int v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(value, row[v], sums[r][v]);
      }
    };
    if constexpr (Numbers::kAll) {
      for (int k = 0; k < args.segment_length; ++k) {
        step(k, weights, half);
        weights += kPanel;
        half += kHalfPanel;
      }
    } else {
      for (int i = 0; i < numbers.count; ++i) {
        const std::ptrdiff_t k = numbers.at[i];
        step(k, weights + k * kPanel, half + k * kHalfPanel);
      }
    }
  }
  StoreTile<kRows, kVectors>(d, args, m, n, sums);
}

// All rows of those channels; returns where the next channels' weights start.
// @param used  nullptr where every number is multiplied.
template <int kRows, int kPanels, int kHalves, class D>
HWY_INLINE const float* AllRows(D d, const GemmArgs& args, int depth, int n, const float* weights, UsedNumbers* used) {
#if HWY_TARGET == HWY_WASM
  return NarrowRows<kPanels, kHalves>(args, depth, n, weights);
#endif
  constexpr int kWidth = kPanels * kPanel + kHalves * kHalfPanel;
  const float* next = weights + static_cast<std::ptrdiff_t>(kWidth) * depth;
  const std::ptrdiff_t panel_bytes = static_cast<std::ptrdiff_t>(kWidth * sizeof(float)) * depth;
  const AllNumbers all;
  Ahead ahead = kPanels < kFullPanels
                    ? RowsAhead(args, n, kRows)
                    : WeightsAhead(next, panel_bytes, std::max(1, args.m / kRows) * static_cast<std::ptrdiff_t>(depth));
  int m = 0;
  if constexpr (kLeavesZerosOut) {
    if (used != nullptr) {
      used->Find<kRows>(args);  // Which has met the rows already.
      ahead = WeightsAhead(next, kPanels < kFullPanels ? 0 : panel_bytes, std::max(1, used->total()));
      for (; m + kRows <= args.m; m += kRows) {
        Tile<kRows, kPanels, kHalves>(d, args, depth, m, n, weights, used->Of(m / kRows), ahead);
      }
    }
  }
  for (; m + kRows <= args.m; m += kRows) Tile<kRows, kPanels, kHalves>(d, args, depth, m, n, weights, all, ahead);
  if (m + kRows / 2 <= args.m) {
    Tile<kRows / 2, kPanels, kHalves>(d, args, depth, m, n, weights, all, ahead);
    m += kRows / 2;
  }
  for (; m < args.m; ++m) Tile<1, kPanels, kHalves>(d, args, depth, m, n, weights, all, ahead);
  return next;
}

// The last channel where it stands alone: a panel of it would be idle lanes, so
// the vectors lie along the depth.
HWY_INLINE void LastChannel(const GemmArgs& args, const float* HWY_RESTRICT weights) {
  const hn::CappedTag<float, kPanel> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const ClampRange range = RangeOf(args.activation);
  for (int m = 0; m < args.m; ++m) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(m) * args.n + args.n - 1;
    float rest = args.bias[args.n - 1];
    if (args.addend != nullptr) rest += args.addend[at];
    auto sums = hn::Zero(d);
    const float* HWY_RESTRICT column = weights;
    for (int s = 0; s < args.segments; ++s, column += args.segment_length) {
      const float* HWY_RESTRICT row = args.a + m * args.a_stride + s * args.segment_stride;
      int k = 0;
      for (; k + lanes <= args.segment_length; k += lanes) {
        sums = hn::MulAdd(hn::LoadU(d, row + k), hn::LoadU(d, column + k), sums);
      }
      for (; k < args.segment_length; ++k) rest += row[k] * column[k];
    }
    rest += hn::GetLane(hn::SumOfLanes(d, sums));
    args.out[at] = std::min(std::max(rest, range.low), range.high);
  }
}

// @param used  nullptr where every number is multiplied.
void Product(const GemmArgs& args, UsedNumbers* used) {
  const hn::CappedTag<float, kPanel> full;
  const hn::CappedTag<float, kHalfPanel> half;
  const int depth = args.segments * args.segment_length;
  const float* weights = args.weights;
  int n = 0;
  // A rest of up to eight channels is a half panel or a column; see packing.h.
  const int rest = args.n % kPanel;
  const int whole = rest > kHalfPanel ? args.n : args.n - rest;
  for (; n + (kFullPanels - 1) * kPanel < whole; n += kFullPanels * kPanel) {
    if (rest > 1 && n + kPanel == whole && whole < args.n) break;
    weights = AllRows<kFullRows, kFullPanels, 0>(full, args, depth, n, weights, used);
  }
  if (n < whole && whole < args.n && rest > 1) {
    // Together, so that each of the rows' numbers is spread over three vectors and not over one.
    AllRows<kMixedRows, 1, 1>(half, args, depth, n, weights, used);
    return;
  }
  for (; n < whole; n += kPanel) weights = AllRows<kFullRows, 1, 0>(full, args, depth, n, weights, used);
  if (n + 1 == args.n) {
    LastChannel(args, weights);
  } else if (n < args.n) {
    AllRows<kHalfRows, 0, 1>(half, args, depth, n, weights, used);
  }
}

#if HWY_TARGET == HWY_AVX3
// Pairs of panels by tiles of fewer rows, which have more zeros in common. A function
// of its own: together with Product's tiles the compiler finds worse registers for both.
HWY_NOINLINE void FlatProduct(const GemmArgs& args, UsedNumbers& used) {
  const hn::CappedTag<float, kPanel> d;
  const float* weights = args.weights;
  int n = 0;
  for (; n + kFlatPanels * kPanel <= args.n; n += kFlatPanels * kPanel) {
    weights = AllRows<kFlatRows, kFlatPanels, 0>(d, args, args.segment_length, n, weights, &used);
  }
  for (; n < args.n; n += kFullPanels * kPanel) {
    weights = AllRows<kFlatRows, kFullPanels, 0>(d, args, args.segment_length, n, weights, &used);
  }
}

void RectifiedProduct(const GemmArgs& args) {
  const bool flat = args.n >= kFlatPanels * kPanel && args.n % (kFullPanels * kPanel) == 0;
  UsedNumbers used;
  const int rows = UsedNumbers::MostRows(args, flat ? kFlatRows : kMixedRows);
  GemmArgs part = args;
  for (int m = 0; m < args.m; m += rows) {
    part.a = args.a + m * args.a_stride;
    part.out = args.out + static_cast<std::ptrdiff_t>(m) * args.n;
    if (args.addend != nullptr) part.addend = args.addend + static_cast<std::ptrdiff_t>(m) * args.n;
    part.m = std::min(rows, args.m - m);
    used.Forget();
    if (flat) {
      FlatProduct(part, used);
    } else {
      Product(part, &used);
    }
  }
}
#endif

void Gemm(const GemmArgs& args) {
#if HWY_TARGET == HWY_AVX3
  if (UsedNumbers::Pays(args)) return RectifiedProduct(args);
#endif
  Product(args, nullptr);
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_GEMM_INL_H_
