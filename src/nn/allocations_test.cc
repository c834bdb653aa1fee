// Counts every allocation of this binary, so that a run can be shown to make none.
// Apart from the tests: where the two are inlined, GCC takes malloc for a mismatch.
#include <atomic>
#include <cstdlib>
#include <new>

#include "nn/test_support.h"

namespace {
std::atomic<int> allocation_count{0};
}  // namespace

// ThreadSanitizer's runtime has its own allocator, which cannot be replaced: nothing is counted there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EZPT_ALLOCATIONS_ARE_NOT_COUNTED
#endif
#endif

#if !defined(EZPT_ALLOCATIONS_ARE_NOT_COUNTED)
void* operator new(std::size_t size) {
  ++allocation_count;
  if (void* p = std::malloc(size)) return p;
  std::abort();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocation_count;
  const auto a = static_cast<std::size_t>(alignment);
  if (void* p = std::aligned_alloc(a, (size + a - 1) / a * a)) return p;
  std::abort();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocation_count;
  return std::malloc(size);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
#endif

namespace ezpt::nn {

int AllocationsSoFar() { return allocation_count; }

}  // namespace ezpt::nn
