#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "body/landmarks.h"
#include "input.h"
#include "media/overlay.h"
#include "media/video_writer.h"

namespace ezpt::app {

/// Writes what was seen as a video (OUT.mp4, H.264) or, of one picture, as
/// OUT.png. A landmark stream, which has no picture, is drawn on a dark ground.
/// Without a successful Close nothing is left behind.
class Annotator {
 public:
  /// Errors: kInvalidArgument for another ending, or a path that cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<Annotator>> Create(const std::string& path, const PoseSource& source);

  [[nodiscard]] Status Write(const PosedFrame& posed, const media::Overlay& overlay);
  [[nodiscard]] Status Close();

 private:
  std::string picture_path_;  ///< Empty: a video is written.
  std::unique_ptr<media::VideoWriter> video_;
  media::OverlayPainter painter_;
  Image ground_;  ///< For streams.
};

}  // namespace ezpt::app
