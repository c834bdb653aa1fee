#pragma once

#include "base/image.h"
#include "base/result.h"
#include "media/av.h"
#include "media/orientation.h"

namespace ezpt::media {

/// A picture's size in pixels.
struct PictureSize {
  int width = 0;
  int height = 0;

  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

/// Turns decoded frames of any pixel format into upright RGB. The matrix and
/// range are those the frame declares; where it declares none, BT.709 from 720
/// rows up and BT.601 below, as browsers take them.
class ColorConverter {
 public:
  /// @param stored the size to bring the frame to, before it is turned: its own, or that of square pixels.
  [[nodiscard]] Status Convert(const AVFrame& frame, PictureSize stored, Orientation orientation, Image& out);

 private:
  AvPtr<SwsContext> context_;
  AvPtr<AVFrame> rgb_;  // Rows padded to 64 bytes: swscale may write past a row's end.
};

}  // namespace ezpt::media
