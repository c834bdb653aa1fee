#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/image.h"
#include "base/result.h"
#include "base/units.h"

namespace ezpt::media {

/// One decoded frame, the right way up, its pixels square.
struct VideoFrame {
  ImageView image;     ///< Valid until the next call of Next or the reader's end.
  Seconds t;           ///< Presentation time, from the first frame; increases strictly.
  int64_t number = 0;  ///< From 0.
};

/// Reads the best video stream of a local file: MP4/MOV, Matroska/WebM, AVI,
/// MPEG-TS/PS, and concatenated JPEGs (as 30 frames a second, which is how
/// Chromium's fake camera plays them). Frames outside the container's edit list
/// are not shown; of a recording cut out of a longer one, all is shown from the
/// first picture that decodes; recordings joined end to end are one.
/// A file whose container shows that its end is missing (container_end.h), or
/// whose middle does not decode, is an error: never a short recording that looks
/// whole. A file of another kind is named (foreign_file.h).
/// Every picture has the size of the first; one of another shape is fitted into
/// it (frame_canvas.h). Turned as the container says, else as the stream does.
/// Errors: kDamaged, kNotFound, kLimitExceeded (image_limits.h), kUnsupported
/// (codec). One thread at a time. Source: libavformat, libavcodec, libswscale.
class VideoReader {
 public:
  [[nodiscard]] static Result<std::unique_ptr<VideoReader>> Open(const std::string& path);
  ~VideoReader();
  VideoReader(const VideoReader&) = delete;
  VideoReader& operator=(const VideoReader&) = delete;

  /// Size of every frame as it is shown: turned, with square pixels.
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;
  [[nodiscard]] double fps() const;  ///< Average; 30 where the file does not say.
  /// Expected number of frames, for progress; 0 where the file does not say.
  [[nodiscard]] int64_t expected_frames() const;

  /// Nothing at the true end. After an error or the end, do not call again.
  [[nodiscard]] Result<std::optional<VideoFrame>> Next();

 private:
  class Impl;
  explicit VideoReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ezpt::media
