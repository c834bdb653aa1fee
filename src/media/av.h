#pragma once

// libav's C headers and owners for its objects; included by this module's .cc only.
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

namespace ezpt::media {

struct AvDeleter {
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(SwsContext* p) const { sws_freeContext(p); }
};
template <typename T>
using AvPtr = std::unique_ptr<T, AvDeleter>;

/// libav writes to standard error by default; every failure is reported by its return code instead.
inline void SilenceAv() { av_log_set_level(AV_LOG_QUIET); }

[[nodiscard]] inline std::string AvMessage(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

}  // namespace ezpt::media
