// One row of a depthwise convolution; see DepthwiseRowArgs in kernels.h.
#if defined(EZPT_NN_DEPTHWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_DEPTHWISE_INL_H_
#undef EZPT_NN_DEPTHWISE_INL_H_
#else
#define EZPT_NN_DEPTHWISE_INL_H_
#endif

#include "hwy/highway.h"
#include "nn/kernels/gemm-inl.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One vector of channels along a 3 × 3 row: the nine weights and the columns
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

// Any kernel and stride, tap by tap.
template <class D>
HWY_INLINE void RowAnySize(D d, const DepthwiseRowArgs& args, int c) {
  const ClampRange range = RangeOf(args.activation);
  const std::ptrdiff_t step = args.channels;
  for (int x = 0; x < args.out_width; ++x) {
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
}

template <class D>
HWY_INLINE int DepthwiseChannels(D d, const DepthwiseRowArgs& args, int c) {
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (; c + lanes <= args.channels; c += lanes) {
    if (args.kernel == 3 && args.stride == 1) {
      Row3x3<1>(d, args, c);
    } else if (args.kernel == 3 && args.stride == 2) {
      Row3x3<2>(d, args, c);
    } else {
      RowAnySize(d, args, c);
    }
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
