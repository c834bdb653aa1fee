#include "media/color_convert.h"

#include <fmt/format.h>

namespace ezpt::media {
namespace {

int MatrixOf(const AVFrame& frame) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
      return SWS_CS_ITU709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return SWS_CS_BT2020;
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_BT470BG:
      return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M:
      return SWS_CS_SMPTE240M;
    default:
      return frame.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
  }
}

bool IsFullRange(const AVFrame& frame) {
  if (frame.color_range != AVCOL_RANGE_UNSPECIFIED) return frame.color_range == AVCOL_RANGE_JPEG;
  return frame.format == AV_PIX_FMT_YUVJ420P || frame.format == AV_PIX_FMT_YUVJ422P ||
         frame.format == AV_PIX_FMT_YUVJ444P;
}

/// swscale knows the full-range formats by another name and warns about these.
AVPixelFormat PlainFormat(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    default:
      return static_cast<AVPixelFormat>(format);
  }
}

}  // namespace

Status ColorConverter::Convert(const AVFrame& frame, PictureSize stored, Orientation orientation, Image& out) {
  if (!rgb_ || PictureSize{rgb_->width, rgb_->height} != stored) {
    rgb_.reset(av_frame_alloc());
    rgb_->format = AV_PIX_FMT_RGB24;
    rgb_->width = stored.width;
    rgb_->height = stored.height;
    constexpr int kRowAlignment = 64;
    if (av_frame_get_buffer(rgb_.get(), kRowAlignment) < 0) return Error{ErrorCode::kInternal, "no memory for a frame"};
  }
  // What is only converted needs no more than bilinear for its colours; made larger or smaller, it would be blurred.
  const bool is_scaled = PictureSize{frame.width, frame.height} != stored;
  const int flags = (is_scaled ? SWS_BICUBIC : SWS_BILINEAR) | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
  context_.reset(sws_getCachedContext(context_.release(), frame.width, frame.height, PlainFormat(frame.format),
                                      stored.width, stored.height, AV_PIX_FMT_RGB24, flags, nullptr, nullptr, nullptr));
  if (!context_) return Error{ErrorCode::kUnsupported, "a pixel format that cannot be converted"};
  const int* matrix = sws_getCoefficients(MatrixOf(frame));
  constexpr int kNeutral = 1 << 16;
  sws_setColorspaceDetails(context_.get(), matrix, IsFullRange(frame) ? 1 : 0, matrix, 1, 0, kNeutral, kNeutral);
  if (sws_scale(context_.get(), frame.data, frame.linesize, 0, frame.height, rgb_->data, rgb_->linesize) !=
      stored.height) {
    return Error{ErrorCode::kInternal, "a frame could not be converted to RGB"};
  }
  Orient({rgb_->data[0], stored.width, stored.height, rgb_->linesize[0]}, orientation, out);
  return {};
}

}  // namespace ezpt::media
