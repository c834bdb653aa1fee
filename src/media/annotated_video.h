#pragma once

#include <memory>
#include <string>

#include "base/image.h"
#include "base/result.h"
#include "base/units.h"
#include "media/overlay.h"
#include "media/video_writer.h"

namespace ezpt::media {

/// Draws over frames and writes them: a video by VideoWriter's endings (.mp4,
/// .mjpeg), or one picture as .png or .jpg. Nothing is left behind without a
/// successful Close. One thread at a time.
class AnnotatedVideo {
 public:
  /// Whether a file of this name holds one picture: by its ending.
  [[nodiscard]] static bool IsPictureName(const std::string& path);

  /// Errors: those of VideoWriter::Create.
  [[nodiscard]] static Result<std::unique_ptr<AnnotatedVideo>> Create(const std::string& path,
                                                                      const VideoWriterOptions& options);

  /// REQUIRES: the picture has the size of the options; `t` increases.
  /// Errors: kInvalidArgument for a second frame of a picture file.
  [[nodiscard]] Status Write(const ImageView& picture, Seconds t, const Overlay& overlay);
  [[nodiscard]] Status Close();

 private:
  explicit AnnotatedVideo(std::string path) : path_(std::move(path)) {}

  std::string path_;
  OverlayPainter painter_;
  std::unique_ptr<VideoWriter> video_;  ///< Nothing where one picture is written.
  Image picture_;
};

}  // namespace ezpt::media
