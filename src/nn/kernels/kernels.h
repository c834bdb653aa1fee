#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nn/graph.h"

namespace ezpt::nn {

/// Instruction sets with kernels of their own. kScalar is the reference that
/// every other one is tested against; kBest is the widest the processor has.
enum class Isa : uint8_t { kBest, kScalar, kSse4, kAvx2, kAvx512, kNeon, kWasm };

[[nodiscard]] std::string_view IsaName(Isa isa);

/// Output channels of one panel of packed weights. Every instruction set reads
/// the same packing: 16 floats are one AVX-512 vector, two of AVX2, four of
/// SSE4, NEON and WebAssembly. A remainder of up to 8 channels is a half panel, of one a column.
inline constexpr int kPanel = 16;
inline constexpr int kHalfPanel = 8;

/// What a product may expect of its input.
enum class Inputs : uint8_t {
  kAny,
  kRectified,  ///< It went through a ReLU: about half of it is zero, often in neighbouring rows alike.
};

/// out[m][n] = act(bias[n] + addend[m][n] + Σ_k a[m][k] · w[k][n]).
/// Row m of `a` starts at a + m · a_stride and consists of `segments` runs of
/// `segment_length` floats, `segment_stride` apart: one for a pointwise
/// convolution, one a filter row for a k × k one.
struct GemmArgs {
  const float* a = nullptr;
  std::ptrdiff_t a_stride = 0;
  int segments = 1;
  std::ptrdiff_t segment_stride = 0;
  int segment_length = 0;
  const float* weights = nullptr;  ///< PackPanels' order.
  const float* bias = nullptr;     ///< [n], rounded up to a panel with zeros.
  const float* addend = nullptr;   ///< Dense [m][n], or nullptr.
  float* out = nullptr;            ///< Dense [m][n].
  int m = 0;
  int n = 0;
  Activation activation = Activation::kNone;
  Inputs inputs = Inputs::kAny;  ///< Decides what is left out, and changes no result; weights are finite.
};

/// One row of a depthwise convolution.
struct DepthwiseRowArgs {
  const float* rows[kMaxKernel] = {};  ///< `kernel` input rows, a row of zeros where outside.
  const float* weights = nullptr;      ///< [kernel][kernel][channels]
  const float* bias = nullptr;         ///< [channels]
  float* out = nullptr;                ///< [out_width][channels]
  int in_width = 0;
  int out_width = 0;
  int channels = 0;
  int kernel = 3;
  int stride = 1;
  int pad_left = 0;
  Activation activation = Activation::kNone;
};

/// One row of twice the width: ¾ of the nearer and ¼ of the farther sample in each direction.
struct ResizeRowArgs {
  const float* near_row = nullptr;  ///< [width][channels]
  const float* far_row = nullptr;
  float* out = nullptr;  ///< [2 · width][channels]
  int width = 0;
  int channels = 0;
};

/// The kernels of one instruction set. All are thread-safe and allocate nothing.
struct KernelTable {
  Isa isa = Isa::kScalar;
  void (*gemm)(const GemmArgs& args) = nullptr;
  void (*depthwise_row)(const DepthwiseRowArgs& args) = nullptr;
  void (*resize_row)(const ResizeRowArgs& args) = nullptr;
  void (*add)(const float* a, const float* b, float* out, std::size_t size, Activation activation) = nullptr;
  void (*widen)(const uint8_t* in, float* out, std::size_t size) = nullptr;
  /// Runs `rounds` of independent multiply-adds in registers alone and returns how
  /// many (lane by lane) it did: timed by the caller, the peak of this instruction set.
  int64_t (*multiply_add_peak)(int64_t rounds, float* sink) = nullptr;
  /// Bit of hwy/targets.h for which these kernels were compiled, recorded by the
  /// kernels' own translation; 0 for the scalar reference.
  int64_t target = 0;
};

/// The kernels of `isa`. Error: kUnsupported where the processor or the build lacks it;
/// never silently another one.
[[nodiscard]] Result<const KernelTable*> KernelsFor(Isa isa);

/// The scalar reference.
[[nodiscard]] const KernelTable& ScalarKernels();

}  // namespace ezpt::nn
