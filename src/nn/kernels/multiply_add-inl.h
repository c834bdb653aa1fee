// x · y + sum, as the instruction set does it best.
#if defined(EZPT_NN_MULTIPLY_ADD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EZPT_NN_MULTIPLY_ADD_INL_H_
#undef EZPT_NN_MULTIPLY_ADD_INL_H_
#else
#define EZPT_NN_MULTIPLY_ADD_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Highway 1.0 knows no relaxed WebAssembly. There the processor decides whether
// the product is rounded, so landmarks differ in their last bits between processors.
template <class V>
HWY_INLINE V MultiplyAdd(V x, V y, V sum) {
#if HWY_TARGET == HWY_WASM && defined(__wasm_relaxed_simd__)
  return V{__builtin_wasm_relaxed_madd_f32x4(x.raw, y.raw, sum.raw)};
#else
  return hn::MulAdd(x, y, sum);
#endif
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // EZPT_NN_MULTIPLY_ADD_INL_H_
