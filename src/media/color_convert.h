#pragma once

#include "base/image.h"
#include "base/result.h"
#include "media/av.h"
#include "media/orientation.h"

namespace ezpt::media {

/// Turns decoded frames of any pixel format into upright RGB. The matrix and
/// range are those the frame declares; where it declares none, BT.709 from 720
/// rows up and BT.601 below, as browsers take them.
class ColorConverter {
 public:
  [[nodiscard]] Status Convert(const AVFrame& frame, Orientation orientation, Image& out);

 private:
  AvPtr<SwsContext> context_;
  AvPtr<AVFrame> rgb_;  // Rows padded to 64 bytes: swscale may write past a row's end.
};

}  // namespace ezpt::media
