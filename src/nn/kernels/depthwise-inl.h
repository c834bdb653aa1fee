// One row of a depthwise convolution; see DepthwiseRowArgs in kernels.h.
#if defined(EZPT_NN_DEPTHWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_DEPTHWISE_INL_H_
#undef EZPT_NN_DEPTHWISE_INL_H_
#else
#define EZPT_NN_DEPTHWISE_INL_H_
#endif

#include <algorithm>

#include "hwy/highway.h"
#include "nn/kernels/gemm-inl.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/multiply_add-inl.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One column of the result for any kernel and stride, tap by tap.
template <class D>
HWY_INLINE void CellAnySize(D d, const DepthwiseRowArgs& args, int c, int x) {
  const ClampRange range = RangeOf(args.activation);
  const std::ptrdiff_t step = args.channels;
  auto sum = hn::LoadU(d, args.bias + c);
  for (int ky = 0; ky < args.kernel; ++ky) {
    for (int kx = 0; kx < args.kernel; ++kx) {
      const int at = x * args.stride + kx - args.pad_left;
      if (at < 0 || at >= args.in_width) continue;
      sum = hn::MulAdd(hn::LoadU(d, args.rows[ky] + at * step + c),
                       hn::LoadU(d, args.weights + (ky * args.kernel + kx) * step + c), sum);
    }
  }
  sum = hn::Min(hn::Max(sum, hn::Set(d, range.low)), hn::Set(d, range.high));
  hn::StoreU(sum, d, args.out + x * step + c);
}

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
// For 32 registers, one vector of channels along a 3 × 3 row: the nine weights and the columns
// that neighbours share stay in registers, so each input is loaded once.
template <int kStride, class D>
HWY_INLINE void Row3x3(D d, const DepthwiseRowArgs& args, int c) {
  using V = hn::Vec<D>;
  V weights[3][3];
  EZPT_UNROLL for (int ky = 0; ky < 3; ++ky) {
    EZPT_UNROLL for (int kx = 0; kx < 3; ++kx) {
      weights[ky][kx] = hn::LoadU(d, args.weights + static_cast<std::ptrdiff_t>(ky * 3 + kx) * args.channels + c);
    }
  }
  const V bias = hn::LoadU(d, args.bias + c);
  const ClampRange range = RangeOf(args.activation);
  const V low = hn::Set(d, range.low);
  const V high = hn::Set(d, range.high);
  const std::ptrdiff_t step = args.channels;
  const float* HWY_RESTRICT top = args.rows[0] + c;
  const float* HWY_RESTRICT middle = args.rows[1] + c;
  const float* HWY_RESTRICT bottom = args.rows[2] + c;

  V columns[3][3];
  const auto load = [&](int x, V* column) HWY_ATTR {
    if (x < 0 || x >= args.in_width) {
      column[0] = column[1] = column[2] = hn::Zero(d);
    } else {
      column[0] = hn::LoadU(d, top + x * step);
      column[1] = hn::LoadU(d, middle + x * step);
      column[2] = hn::LoadU(d, bottom + x * step);
    }
  };
  constexpr int kKept = 3 - kStride;
  int at = -args.pad_left;
  EZPT_UNROLL for (int k = 0; k < kKept; ++k) load(at + k, columns[k]);
  float* HWY_RESTRICT out = args.out + c;
  for (int x = 0; x < args.out_width; ++x, at += kStride, out += step) {
    EZPT_UNROLL for (int k = kKept; k < 3; ++k) load(at + k, columns[k]);
    V sum = bias;
    EZPT_UNROLL for (int kx = 0; kx < 3; ++kx) {
      EZPT_UNROLL for (int ky = 0; ky < 3; ++ky) sum = hn::MulAdd(columns[kx][ky], weights[ky][kx], sum);
    }
    hn::StoreU(hn::Min(hn::Max(sum, low), high), d, out);
    EZPT_UNROLL for (int k = 0; k < kKept; ++k) {
      EZPT_UNROLL for (int ky = 0; ky < 3; ++ky) columns[k][ky] = columns[k + kStride][ky];
    }
  }
}

template <int kStride, class D>
HWY_INLINE int Channels3x3(D d, const DepthwiseRowArgs& args, int c) {
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (; c + lanes <= args.channels; c += lanes) Row3x3<kStride>(d, args, c);
  return c;
}

#else

// Columns [kFrom, kTo) of a window's nine products. A sum a row of the filter:
// one chain of nine would wait for itself.
template <int kFrom, int kTo, class D, class V = hn::Vec<D> >
HWY_INLINE V Sum3x3(D d, const float* HWY_RESTRICT const (&rows)[3], std::ptrdiff_t at, std::ptrdiff_t step,
                    const V (&weights)[3][3], V bias) {
  V sums[3] = {bias, hn::Zero(d), hn::Zero(d)};
  EZPT_UNROLL for (int kx = kFrom; kx < kTo; ++kx) {
    EZPT_UNROLL for (int ky = 0; ky < 3; ++ky) {
      sums[ky] = MultiplyAdd(hn::LoadU(d, rows[ky] + at + kx * step), weights[ky][kx], sums[ky]);
    }
  }
  return hn::Add(hn::Add(sums[0], sums[1]), sums[2]);
}

// For 16 registers: only the weights stay there, and the inputs are operands in
// the first-level cache. Columns [begin, end) of the result, where windows reach
// at most one column beyond the input.
template <int kStride, class D>
HWY_INLINE void Columns3x3(D d, const DepthwiseRowArgs& args, int c, int begin, int end) {
  using V = hn::Vec<D>;
  const std::ptrdiff_t step = args.channels;
  V weights[3][3];
  EZPT_UNROLL for (int ky = 0; ky < 3; ++ky) {
    EZPT_UNROLL for (int kx = 0; kx < 3; ++kx) {
      weights[ky][kx] = hn::LoadU(d, args.weights + (ky * 3 + kx) * step + c);
    }
  }
  const V bias = hn::LoadU(d, args.bias + c);
  const ClampRange range = RangeOf(args.activation);
  const V low = hn::Set(d, range.low);
  const V high = hn::Set(d, range.high);
  const float* HWY_RESTRICT const rows[3] = {args.rows[0] + c, args.rows[1] + c, args.rows[2] + c};
  float* HWY_RESTRICT out = args.out + c;
  const auto store = [&](V sum, int x) HWY_ATTR { hn::StoreU(hn::Min(hn::Max(sum, low), high), d, out + x * step); };

  std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(begin) * kStride - args.pad_left) * step;
  if (at < 0) {
    store(Sum3x3<1, 3>(d, rows, at, step, weights, bias), begin++);
    at += kStride * step;
  }
  const int whole = std::min(end, (args.in_width - 3 + args.pad_left) / kStride + 1);
  for (int x = begin; x < whole; ++x, at += kStride * step) {
    store(Sum3x3<0, 3>(d, rows, at, step, weights, bias), x);
  }
  if (whole < end) store(Sum3x3<0, 2>(d, rows, at, step, weights, bias), whole);
}

// All channels by whole cache lines and not too many columns at a time, so that
// the vectors of a line find it where the first of them brought it.
template <int kStride, class D>
HWY_INLINE int Channels3x3(D d, const DepthwiseRowArgs& args, int c) {
  constexpr int kColumns = kStride == 1 ? 48 : 16;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int beyond = (args.out_width - 1) * kStride - args.pad_left + 3 - args.in_width;
  const bool usual = args.pad_left <= 1 && beyond <= 1 && args.in_width >= 3;
  while (c + lanes <= args.channels) {
    const int line_end = std::min(c + std::max(kPanel, lanes), args.channels);
    for (int x = 0; x < args.out_width; x += kColumns) {
      const int end = std::min(x + kColumns, args.out_width);
      for (int at = c; at + lanes <= line_end; at += lanes) {
        if (usual) {
          Columns3x3<kStride>(d, args, at, x, end);
        } else {
          for (int column = x; column < end; ++column) CellAnySize(d, args, at, column);
        }
      }
    }
    c += (line_end - c) / lanes * lanes;
  }
  return c;
}

#endif

template <class D>
HWY_INLINE int DepthwiseChannels(D d, const DepthwiseRowArgs& args, int c) {
  if (args.kernel == 3 && args.stride == 1) return Channels3x3<1>(d, args, c);
  if (args.kernel == 3 && args.stride == 2) return Channels3x3<2>(d, args, c);
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (; c + lanes <= args.channels; c += lanes) {
    for (int x = 0; x < args.out_width; ++x) CellAnySize(d, args, c, x);
  }
  return c;
}

void DepthwiseRow(const DepthwiseRowArgs& args) {
  int c = DepthwiseChannels(hn::CappedTag<float, 16>(), args, 0);
  c = DepthwiseChannels(hn::CappedTag<float, 8>(), args, c);
  c = DepthwiseChannels(hn::CappedTag<float, 4>(), args, c);
  DepthwiseChannels(hn::CappedTag<float, 1>(), args, c);
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_DEPTHWISE_INL_H_
