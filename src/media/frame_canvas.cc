#include "media/frame_canvas.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace ezpt::media {
namespace {

/// The stored picture's size once its pixels are made square: the shorter-sampled axis is stretched, so that nothing
/// seen is lost and angles are those of the scene.
PictureSize WithSquarePixels(PictureSize stored, AVRational pixel) {
  if (pixel.num <= 0 || pixel.den <= 0) return stored;
  const double ratio = av_q2d(pixel);
  const auto stretched = [](int side, double by) {
    constexpr double kFarTooLarge = 1 << 20;  // Before the cast to int.
    return static_cast<int>(std::lround(std::min(side * by, kFarTooLarge)));
  };
  if (ratio >= 1) return {stretched(stored.width, ratio), stored.height};
  return {stored.width, stretched(stored.height, 1 / ratio)};
}

PictureSize Turned(PictureSize size, Orientation orientation) {
  if (orientation >= Orientation::kTransposed) std::swap(size.width, size.height);
  return size;
}

/// The largest of the same shape within `room`.
PictureSize Fitted(PictureSize size, PictureSize room) {
  const double scale =
      std::min(static_cast<double>(room.width) / size.width, static_cast<double>(room.height) / size.height);
  const auto side = [scale](int pixels, int limit) {
    return std::clamp(static_cast<int>(std::lround(pixels * scale)), 1, limit);
  };
  return {side(size.width, room.width), side(size.height, room.height)};
}

}  // namespace

PictureSize FrameCanvas::ShownSize(const AVFrame& frame, AVRational pixel, Orientation orientation) {
  return Turned(WithSquarePixels({frame.width, frame.height}, pixel), orientation);
}

Status FrameCanvas::Draw(const AVFrame& frame, AVRational pixel, Orientation orientation, Image& out) {
  const PictureSize shown = ShownSize(frame, pixel, orientation);
  if (shown == size_) return converter_.Convert(frame, Turned(shown, orientation), orientation, out);

  const PictureSize fitted = Fitted(shown, size_);
  EZPT_CHECK_OK(converter_.Convert(frame, Turned(fitted, orientation), orientation, fitted_));
  out.Resize(size_.width, size_.height);
  const int left = (size_.width - fitted.width) / 2, top = (size_.height - fitted.height) / 2;
  for (int y = 0; y < size_.height; ++y) {
    std::memset(out.Row(y), 0, static_cast<std::size_t>(size_.width) * 3);
    if (y < top || y >= top + fitted.height) continue;
    std::memcpy(out.Row(y) + left * 3, fitted_.Row(y - top), static_cast<std::size_t>(fitted.width) * 3);
  }
  return {};
}

}  // namespace ezpt::media
