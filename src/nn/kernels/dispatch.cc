#include "nn/kernels/kernels.h"

#include <string>

namespace ezpt::nn {

std::string_view IsaName(Isa isa) {
  switch (isa) {
    case Isa::kBest: return "best";
    case Isa::kScalar: return "scalar";
    case Isa::kSse4: return "sse4";
    case Isa::kAvx2: return "avx2";
    case Isa::kAvx512: return "avx512";
    case Isa::kNeon: return "neon";
    case Isa::kWasm: return "wasm";
  }
  return "?";
}

Result<const KernelTable*> KernelsFor(Isa isa) {
  if (isa == Isa::kBest || isa == Isa::kScalar) return &ScalarKernels();
  return Error{ErrorCode::kUnsupported, "the " + std::string(IsaName(isa)) + " kernels are not available here"};
}

}  // namespace ezpt::nn
