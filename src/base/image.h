#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ezpt {

/// A borrowed 8-bit RGB picture: rows top to bottom, three bytes a pixel.
/// The pixels must outlive the view.
struct ImageView {
  const uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;  ///< Bytes from one row to the next.

  [[nodiscard]] const uint8_t* Row(int y) const { return data + y * stride; }
  [[nodiscard]] bool empty() const { return data == nullptr || width <= 0 || height <= 0; }
};

/// An owned 8-bit RGB picture with no padding between rows. `Resize` keeps the
/// allocation when it suffices, so one Image can be reused for every frame.
class Image {
 public:
  Image() = default;
  Image(int width, int height) { Resize(width, height); }

  void Resize(int width, int height) {
    width_ = width;
    height_ = height;
    pixels_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  }

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] uint8_t* Row(int y) { return pixels_.data() + static_cast<std::size_t>(y) * Stride(); }
  [[nodiscard]] const uint8_t* Row(int y) const { return pixels_.data() + static_cast<std::size_t>(y) * Stride(); }
  [[nodiscard]] ImageView view() const {
    return {pixels_.data(), width_, height_, static_cast<std::ptrdiff_t>(Stride())};
  }

 private:
  [[nodiscard]] std::size_t Stride() const { return static_cast<std::size_t>(width_) * 3; }

  int width_ = 0;
  int height_ = 0;
  std::vector<uint8_t> pixels_;
};

}  // namespace ezpt
