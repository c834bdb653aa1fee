#pragma once

#include "base/image.h"
#include "base/result.h"
#include "media/av.h"
#include "media/color_convert.h"
#include "media/orientation.h"

namespace ezpt::media {

/// Shows every frame of a recording upright, with square pixels and in its own shape on pictures of one size: that of
/// the first frame. A frame of another shape, as of a phone that was turned or of a call whose quality changed, is made
/// as large as fits, in the middle, black beside it: angles stay those of the scene.
class FrameCanvas {
 public:
  /// Of every picture; 0×0 before SetSize.
  [[nodiscard]] PictureSize size() const { return size_; }

  /// How large the frame is when it is shown as it is. @param pixel width to height of one pixel; 0 where unknown.
  [[nodiscard]] static PictureSize ShownSize(const AVFrame& frame, AVRational pixel, Orientation orientation);
  void SetSize(PictureSize size) { size_ = size; }

  /// Errors: kUnsupported for a pixel format that cannot be converted.
  [[nodiscard]] Status Draw(const AVFrame& frame, AVRational pixel, Orientation orientation, Image& out);

 private:
  ColorConverter converter_;
  PictureSize size_;
  Image fitted_;  ///< Of a frame of another shape.
};

}  // namespace ezpt::media
