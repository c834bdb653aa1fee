// The matrix product for WebAssembly, where a vector is four floats and the
// browser has 16 of them at most; included by gemm-inl.h, which has the rest.
#if defined(EZPT_NN_GEMM_NARROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_GEMM_NARROW_INL_H_
#undef EZPT_NN_GEMM_NARROW_INL_H_
#else
#define EZPT_NN_GEMM_NARROW_INL_H_
#endif

#include <algorithm>

#include "hwy/highway.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/multiply_add-inl.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Rows of a tile; it is two vectors wide. Browsers keep one register to
// themselves: twelve sums, two vectors of weights and a broadcast take the other
// 15; a product that is rounded before it is added wants one more, hence fewer sums.
#if defined(__wasm_relaxed_simd__)
constexpr int kNarrowRows = 6;
#else
constexpr int kNarrowRows = 4;
#endif
constexpr int kNarrowVectors = 2;

// Numbers of each row between two changes of the addresses: an instruction's
// address takes a constant for nothing, but costs an addition otherwise.
constexpr int kNarrowSteps = 4;

// Rows [m, m + kRows) × the channels [n, n + 8); a row of their panel has kWidth.
template <int kRows, int kWidth, class D>
HWY_INLINE void NarrowTile(D d, const GemmArgs& args, int m, int n, const float* HWY_RESTRICT weights) {
  constexpr int kLanes = static_cast<int>(MaxLanes(d));
  using V = hn::Vec<D>;
  V sums[kRows][kNarrowVectors];
  EZPT_UNROLL for (int v = 0; v < kNarrowVectors; ++v) {
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) sums[r][v] = hn::Load(d, args.bias + n + v * kLanes);
  }
  const float* HWY_RESTRICT rows[kRows];
  for (int s = 0; s < args.segments; ++s) {
    EZPT_UNROLL for (int r = 0; r < kRows; ++r) rows[r] = args.a + (m + r) * args.a_stride + s * args.segment_stride;
    const auto step = [&](int k) HWY_ATTR {
      const V left = hn::Load(d, weights + k * kWidth);
      const V right = hn::Load(d, weights + k * kWidth + kLanes);
      EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
        const V value = hn::Set(d, rows[r][k]);
        sums[r][0] = MultiplyAdd(value, left, sums[r][0]);
        sums[r][1] = MultiplyAdd(value, right, sums[r][1]);
      }
      // Says nothing, but ends the step: the compiler would take all steps sum by
      // sum, and the weights of all of them would want registers.
      EZPT_UNROLL for (int r = 0; r < kRows; ++r) {
        EZPT_UNROLL for (int v = 0; v < kNarrowVectors; ++v) asm volatile("" : "+r"(sums[r][v].raw));
      }
    };
    const auto advance = [&](int by) HWY_ATTR {
      EZPT_UNROLL for (int r = 0; r < kRows; ++r) rows[r] += by;
      weights += by * kWidth;
    };
    int rest = args.segment_length;
    EZPT_NO_UNROLL for (; rest >= kNarrowSteps; rest -= kNarrowSteps) {
      EZPT_UNROLL for (int k = 0; k < kNarrowSteps; ++k) step(k);
      advance(kNarrowSteps);
    }
    EZPT_NO_UNROLL for (; rest > 0; --rest) {
      step(0);
      advance(1);
    }
  }
  StoreTile<kRows, kNarrowVectors>(d, args, m, n, sums);
}

// All rows × one panel, two vectors of it at a time.
template <int kWidth>
HWY_INLINE void NarrowPanel(const GemmArgs& args, int n, const float* weights) {
  const hn::CappedTag<float, 4> d;
  constexpr int kColumns = kNarrowVectors * static_cast<int>(MaxLanes(d));
  constexpr int kHalf = kNarrowRows / 2;
  const int width = std::min(kWidth, args.n - n);
  for (int column = 0; column < width; column += kColumns) {
    const float* from = weights + column;
    int m = 0;
    for (; m + kNarrowRows <= args.m; m += kNarrowRows) NarrowTile<kNarrowRows, kWidth>(d, args, m, n + column, from);
    for (; m + kHalf <= args.m; m += kHalf) NarrowTile<kHalf, kWidth>(d, args, m, n + column, from);
    for (; m < args.m; ++m) NarrowTile<1, kWidth>(d, args, m, n + column, from);
  }
}

// All rows × kPanels panels and kHalves half panels; returns where the next ones' weights start.
template <int kPanels, int kHalves>
HWY_INLINE const float* NarrowRows(const GemmArgs& args, int depth, int n, const float* weights) {
  for (int p = 0; p < kPanels; ++p, n += kPanel, weights += static_cast<std::ptrdiff_t>(kPanel) * depth) {
    NarrowPanel<kPanel>(args, n, weights);
  }
  if (kHalves > 0) NarrowPanel<kHalfPanel>(args, n, weights);
  return weights + static_cast<std::ptrdiff_t>(kHalves) * kHalfPanel * depth;
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_GEMM_NARROW_INL_H_
