// Sums, doubling, widening and the peak of multiply-adds; see kernels.h.
#if defined(EZPT_NN_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_ROWS_INL_H_
#undef EZPT_NN_ROWS_INL_H_
#else
#define EZPT_NN_ROWS_INL_H_
#endif

#include <algorithm>

#include "hwy/highway.h"
#include "nn/kernels/gemm-inl.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE int ResizeChannels(D d, const ResizeRowArgs& args, int c) {
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto three_quarters = hn::Set(d, 0.75f);
  const auto quarter = hn::Set(d, 0.25f);
  const std::ptrdiff_t step = args.channels;
  for (; c + lanes <= args.channels; c += lanes) {
    const auto sample = [&](int x) HWY_ATTR {
      const auto near = hn::LoadU(d, args.near_row + x * step + c);
      return hn::MulAdd(quarter, hn::LoadU(d, args.far_row + x * step + c), hn::Mul(three_quarters, near));
    };
    auto before = sample(0);
    auto here = before;
    for (int x = 0; x < args.width; ++x) {
      const auto after = sample(std::min(x + 1, args.width - 1));
      const auto most = hn::Mul(three_quarters, here);
      float* out = args.out + 2 * x * step + c;
      hn::StoreU(hn::MulAdd(quarter, before, most), d, out);
      hn::StoreU(hn::MulAdd(quarter, after, most), d, out + step);
      before = here;
      here = after;
    }
  }
  return c;
}

void ResizeRow(const ResizeRowArgs& args) {
  int c = ResizeChannels(hn::CappedTag<float, 16>(), args, 0);
  c = ResizeChannels(hn::CappedTag<float, 8>(), args, c);
  c = ResizeChannels(hn::CappedTag<float, 4>(), args, c);
  ResizeChannels(hn::CappedTag<float, 1>(), args, c);
}

void Add(const float* a, const float* b, float* out, std::size_t size, Activation activation) {
  const hn::CappedTag<float, 16> d;
  const ClampRange range = RangeOf(activation);
  const auto low = hn::Set(d, range.low);
  const auto high = hn::Set(d, range.high);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto sum = hn::Add(hn::LoadU(d, a + i), hn::LoadU(d, b + i));
    hn::StoreU(hn::Min(hn::Max(sum, low), high), d, out + i);
  }
  for (; i < size; ++i) out[i] = std::min(std::max(a[i] + b[i], range.low), range.high);
}

void Widen(const uint8_t* in, float* out, std::size_t size) {
  const hn::CappedTag<float, 16> d;
  const hn::Rebind<int32_t, decltype(d)> wide;
  const hn::Rebind<uint8_t, decltype(d)> narrow;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    hn::StoreU(hn::ConvertTo(d, hn::PromoteTo(wide, hn::LoadU(narrow, in + i))), d, out + i);
  }
  for (; i < size; ++i) out[i] = static_cast<float>(in[i]);
}

// 12 chains: more than 2 ports × 4 cycles of latency, and they fit 16 registers.
int64_t MultiplyAddPeak(int64_t rounds, float* sink) {
  constexpr int kChains = 12;
  const hn::CappedTag<float, 16> d;
  const auto factor = hn::Set(d, 0.999f + *sink * 0.0f);
  const auto term = hn::Set(d, 0.001f);
  hn::Vec<decltype(d)> sums[kChains];
  EZPT_UNROLL for (int i = 0; i < kChains; ++i) sums[i] = hn::Set(d, static_cast<float>(i));
  for (int64_t r = 0; r < rounds; ++r) {
    EZPT_UNROLL for (int i = 0; i < kChains; ++i) sums[i] = hn::MulAdd(sums[i], factor, term);
  }
  EZPT_UNROLL for (int i = 0; i < kChains; ++i)* sink += hn::GetLane(sums[i]);
  return rounds * kChains * static_cast<int64_t>(hn::Lanes(d));
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_ROWS_INL_H_
