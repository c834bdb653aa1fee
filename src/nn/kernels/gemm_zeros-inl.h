// Which numbers of a matrix product's input add nothing; included by gemm-inl.h, which leaves them out.
#if defined(EZPT_NN_GEMM_ZEROS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_GEMM_ZEROS_INL_H_
#undef EZPT_NN_GEMM_ZEROS_INL_H_
#else
#define EZPT_NN_GEMM_ZEROS_INL_H_
#endif

#include <algorithm>

#include "hwy/highway.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/unroll.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// What a tile multiplies: every number of its rows,
struct AllNumbers {
  static constexpr bool kAll = true;
};
// or those that are not zero in all of its rows. REQUIRES: one segment.
struct SomeNumbers {
  static constexpr bool kAll = false;
  int count;
  const uint16_t* HWY_RESTRICT at;
};

// Behind a ReLU about half of all numbers are zero, and neighbours are alike: in
// 12 cells side by side, every third to eighth number is zero in all of them.
// Found once a product, in all tiles of rows, and used for each of its panels.
// With narrower vectors a tile has fewer rows, and finding costs what it saves.
constexpr bool kLeavesZerosOut = HWY_TARGET == HWY_AVX3;

class UsedNumbers {
 public:
  [[nodiscard]] static bool Pays(const GemmArgs& args) {
    return kLeavesZerosOut && args.inputs == Inputs::kRectified && args.segments == 1 && args.segment_length <= kMost;
  }
  // Rows for which there is room, in tiles of `tile_rows`.
  [[nodiscard]] static int MostRows(const GemmArgs& args, int tile_rows) {
    constexpr int kWhole = 24;  // Tiles of every height fill it.
    const int tiles = std::min(kMost / args.segment_length, kMostTiles);
    return std::max(tiles * tile_rows / kWhole * kWhole, tile_rows);
  }

  // Before other rows.
  void Forget() { tile_rows_ = 0; }

  // REQUIRES: args.m ≤ MostRows(args, kRows).
  template <int kRows>
  void Find(const GemmArgs& args) {
    if (tile_rows_ == kRows) return;
    tile_rows_ = kRows;
    length_ = args.segment_length;
    total_ = 0;
    for (int m = 0; m + kRows <= args.m; m += kRows) FindInTile<kRows>(args, m);
  }

  [[nodiscard]] HWY_INLINE SomeNumbers Of(int tile) const { return {counts_[tile], at_ + tile * length_}; }
  [[nodiscard]] int total() const { return total_; }

 private:
  static constexpr int kMost = 16 * 1024;
  static constexpr int kMostTiles = 512;

  template <int kRows>
  HWY_INLINE void FindInTile(const GemmArgs& args, int m) {
    const hn::CappedTag<int32_t, 16> d;
    const hn::Rebind<uint16_t, decltype(d)> narrow;
    const hn::RebindToFloat<decltype(d)> df;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const float* HWY_RESTRICT first = args.a + m * args.a_stride;
    uint16_t* HWY_RESTRICT to = at_ + m / kRows * length_;
    int count = 0;  // ≤ k, so that whole vectors stay inside.
    int k = 0;
    auto numbers = hn::Iota(d, 0);
    for (; k + lanes <= length_; k += lanes) {
      auto any = hn::LoadU(df, first + k);
      EZPT_UNROLL for (int r = 1; r < kRows; ++r) any = hn::Or(any, hn::LoadU(df, first + r * args.a_stride + k));
      const auto used = hn::Ne(hn::BitCast(d, any), hn::Zero(d));
      hn::StoreU(hn::DemoteTo(narrow, hn::Compress(numbers, used)), narrow, to + count);
      count += static_cast<int>(hn::CountTrue(d, used));
      numbers = hn::Add(numbers, hn::Set(d, lanes));
    }
    for (; k < length_; ++k) to[count++] = static_cast<uint16_t>(k);
    counts_[m / kRows] = count;
    total_ += count;
  }

  int tile_rows_ = 0;
  int length_ = 0;
  int total_ = 0;
  int counts_[kMostTiles];
  uint16_t at_[kMost];
};

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_GEMM_ZEROS_INL_H_
