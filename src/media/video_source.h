#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "media/av.h"
#include "media/nal_units.h"
#include "media/orientation.h"

namespace ezpt::media {

struct AvInputCloser {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

/// A recording that is open: its container, the stream of it that is seen, and the decoder of that.
struct VideoSource {
  /// Opens a local file: no playlists, no network, no image sequences.
  /// Errors, which begin with the path: kDamaged for what is no video, is of another kind (foreign_file.h) or shows its
  /// end missing (container_end.h); kUnsupported without a decoder; kLimitExceeded (image_limits.h); kNotFound.
  [[nodiscard]] static Result<VideoSource> Open(const std::string& path);

  /// Whether the container's index says how many packets there are; raw streams build theirs as they are read.
  [[nodiscard]] bool HasIndex() const { return (format->iformat->flags & AVFMT_GENERIC_INDEX) == 0; }

  std::unique_ptr<AVFormatContext, AvInputCloser> format;
  AVStream* stream = nullptr;
  AvPtr<AVCodecContext> codec;
  NalFraming framing;
  std::optional<Orientation> orientation;  ///< Nothing where the container does not say.
  double fps = 30.0;                       ///< Average; 30 where the file does not say.
  int64_t indexed_packets = 0;             ///< What the container's index promises; 0: it has none.
};

}  // namespace ezpt::media
