#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "body/landmarks.h"
#include "input.h"
#include "media/annotated_video.h"

namespace ezpt::app {

/// Draws over the frames of an input: a video (OUT.mp4, OUT.mjpeg), or of one
/// picture OUT.png or OUT.jpg. A landmark stream, which has no picture, is drawn
/// on a dark ground. Without a successful Close nothing is left behind.
class Annotator {
 public:
  /// Errors: kInvalidArgument for another ending, a path that cannot be written,
  /// or a stream in metres.
  [[nodiscard]] static Result<std::unique_ptr<Annotator>> Create(const std::string& path, const PoseSource& source);

  [[nodiscard]] Status Write(const PosedFrame& posed, const media::Overlay& overlay);
  [[nodiscard]] Status Close() { return out_->Close(); }

 private:
  std::unique_ptr<media::AnnotatedVideo> out_;
  Image ground_;  ///< For streams.
};

}  // namespace ezpt::app
