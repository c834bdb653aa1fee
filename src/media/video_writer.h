#pragma once

#include <memory>
#include <string>

#include "base/image.h"
#include "base/result.h"
#include "base/units.h"

namespace ezpt::media {

/// How an mp4 lies in its file.
enum class Mp4Layout {
  kIndexInFront,  ///< Complete at Close; players seek at once.
  kGrowing,  ///< In pieces of half a second, each in the file soon after its last frame: plays while it is written.
};

struct VideoWriterOptions {
  int width = 0;
  int height = 0;
  double fps = 30.0;  ///< What players are told; frames keep their own times.
  Mp4Layout layout = Mp4Layout::kIndexInFront;
};

/// Writes a video, its kind by the name's ending: `.mp4` is H.264, yuv420p, with
/// the index in front, which every browser plays; an odd side loses its last row
/// or column, which 4:2:0 cannot hold. `.mjpeg` is concatenated JPEGs, 30 a
/// second whatever their times, as Chromium's fake camera reads. The file takes
/// its name with a successful Close (output_file.h). One thread at a time.
class VideoWriter {
 public:
  /// kInvalidArgument for another ending, a size outside image_limits.h or a
  /// path that cannot be written; kUnsupported where libavcodec lacks libx264.
  [[nodiscard]] static Result<std::unique_ptr<VideoWriter>> Create(const std::string& path,
                                                                   const VideoWriterOptions& options);
  virtual ~VideoWriter() = default;
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  /// REQUIRES: the image has the size of the options; `t` increases.
  [[nodiscard]] virtual Status Write(const ImageView& image, Seconds t) = 0;
  [[nodiscard]] virtual Status Close() = 0;
  /// The file as it is until Close: what a reader of a growing one opens.
  [[nodiscard]] virtual const std::string& working_path() const = 0;

 protected:
  VideoWriter() = default;
};

}  // namespace ezpt::media
