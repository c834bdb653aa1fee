#include "nn/aligned.h"

#include <algorithm>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace ezpt::nn {
namespace {

// Of x86 and of Arm with 4 KB pages. 9 MB of weights are 2,300 small pages, more than
// a core's first table of addresses holds.
constexpr std::size_t kLargePage = std::size_t{2} << 20;

/// A wish: where the system has none to give, small pages do.
void AskForLargePages([[maybe_unused]] void* block, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  madvise(block, bytes, MADV_HUGEPAGE);
#endif
}

}  // namespace

AlignedFloats::AlignedFloats(std::size_t size) : size_(size) {
  const std::size_t bytes = RoundUpToLine(size + 1) * sizeof(float);
  const bool large = bytes >= kLargePage;
  const std::align_val_t alignment{large ? kLargePage : kAlignment};
  data_ = std::unique_ptr<float, Free>(static_cast<float*>(::operator new(bytes, alignment)), Free{alignment});
  if (large) AskForLargePages(data_.get(), bytes);
  std::fill_n(data_.get(), size, 0.0F);
}

}  // namespace ezpt::nn
