#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "media/video_reader.h"

namespace ezpt::media {

/// A camera of this machine through Video4Linux: index 0 is /dev/video0. Asks for
/// 640×480 as MJPEG, or YUYV where the camera has no MJPEG. Errors: kNotFound
/// (no such camera), kUnavailable (in use, refused, or it stopped sending),
/// kUnsupported (neither format). One thread at a time.
class Camera {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Camera>> Open(int index);
  ~Camera();
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;

  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;

  /// The newest frame, waiting at most two seconds for it; frames that were
  /// missed are dropped. Its time is the driver's capture time since the first.
  [[nodiscard]] Result<VideoFrame> Next();

 private:
  class Impl;
  explicit Camera(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ezpt::media
