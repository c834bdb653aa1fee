// The Highway kernels, translated once for each instruction set.
// Scalable vectors cannot be kept in arrays as the tiles below need; SSSE3 is
// older than any processor that is worth a kernel of its own.
#include "hwy/detect_targets.h"
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/simd.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h, once a target:
#include "nn/kernels/depthwise-inl.h"
#include "nn/kernels/gemm-inl.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ezpt::nn::HWY_NAMESPACE {

Isa IsaOfTarget() {
  switch (HWY_TARGET) {
    case HWY_SSE4:
      return Isa::kSse4;
    case HWY_AVX2:
      return Isa::kAvx2;
    case HWY_AVX3:
      return Isa::kAvx512;
    case HWY_NEON:
      return Isa::kNeon;
    case HWY_WASM:
      return Isa::kWasm;
    default:
      return Isa::kScalar;
  }
}

const KernelTable& Table() {
  static const KernelTable kTable = {IsaOfTarget(), &Gemm,  &DepthwiseRow,    &ResizeRow,
                                     &Add,          &Widen, &MultiplyAddPeak, HWY_TARGET};
  return kTable;
}

}  // namespace ezpt::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <string>

namespace ezpt::nn {
namespace {

struct Compiled {
  int64_t target;
  const KernelTable& (*table)();
};

// Widest first.
constexpr Compiled kCompiled[] = {
#if HWY_TARGETS & HWY_AVX3
    {HWY_AVX3, &N_AVX3::Table},
#endif
#if HWY_TARGETS & HWY_AVX2
    {HWY_AVX2, &N_AVX2::Table},
#endif
#if HWY_TARGETS & HWY_SSE4
    {HWY_SSE4, &N_SSE4::Table},
#endif
#if HWY_TARGETS & HWY_NEON
    {HWY_NEON, &N_NEON::Table},
#endif
#if HWY_TARGETS & HWY_WASM
    {HWY_WASM, &N_WASM::Table},
#endif
    {0, &ScalarKernels},
};

int64_t TargetsOfThisProcessor() {
#if HWY_ARCH_WASM
  return HWY_TARGETS;  // A module with SIMD does not load where there is none.
#else
  return hwy::SupportedTargets();
#endif
}

}  // namespace

Result<const KernelTable*> KernelsFor(Isa isa) {
  for (const Compiled& compiled : kCompiled) {
    if (compiled.target != 0 && (compiled.target & TargetsOfThisProcessor()) == 0) continue;
    const KernelTable& table = compiled.table();
    if (isa == Isa::kBest || table.isa == isa) return &table;
  }
  return Error{ErrorCode::kUnsupported, "the " + std::string(IsaName(isa)) +
                                            " kernels are not available on this processor: name another or none"};
}

std::string_view IsaName(Isa isa) {
  switch (isa) {
    case Isa::kBest:
      return "best";
    case Isa::kScalar:
      return "scalar";
    case Isa::kSse4:
      return "sse4";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
    case Isa::kNeon:
      return "neon";
    case Isa::kWasm:
      return "wasm";
  }
  return "?";
}

}  // namespace ezpt::nn
#endif  // HWY_ONCE
