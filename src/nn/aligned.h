#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace ezpt::nn {

/// Bytes of a cache line and of the widest vector: every buffer that a kernel
/// reads starts on such a boundary.
inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kFloatsPerLine = kAlignment / sizeof(float);

/// Rounds a count of floats up to whole cache lines.
[[nodiscard]] constexpr std::size_t RoundUpToLine(std::size_t floats) {
  return (floats + kFloatsPerLine - 1) / kFloatsPerLine * kFloatsPerLine;
}

/// A fixed block of floats on a cache line boundary, zero at first. Own storage
/// rather than Highway's, whose allocator is not there in WebAssembly. A block of
/// megabytes (a model's weights, read once a frame) asks for large pages.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t size);

  [[nodiscard]] float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Free {
    std::align_val_t alignment;
    void operator()(float* p) const { ::operator delete(p, alignment); }
  };
  std::unique_ptr<float, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace ezpt::nn
