#include "media/annotated_video.h"

#include <fmt/format.h>

#include "media/file.h"
#include "media/jpeg.h"
#include "media/png.h"

namespace ezpt::media {
namespace {

constexpr int kJpegQuality = 92;

bool IsJpegName(const std::string& path) { return path.ends_with(".jpg") || path.ends_with(".jpeg"); }

}  // namespace

bool AnnotatedVideo::IsPictureName(const std::string& path) { return path.ends_with(".png") || IsJpegName(path); }

Result<std::unique_ptr<AnnotatedVideo>> AnnotatedVideo::Create(const std::string& path,
                                                               const VideoWriterOptions& options) {
  std::unique_ptr<AnnotatedVideo> annotated(new AnnotatedVideo(path));
  if (!IsPictureName(path)) {
    EZPT_TRY(annotated->video_, VideoWriter::Create(path, options));
  }
  return annotated;
}

Status AnnotatedVideo::Write(const ImageView& picture, Seconds t, const Overlay& overlay) {
  const Image& painted = painter_.Paint(picture, overlay);
  if (video_) return video_->Write(painted.view(), t);
  if (picture_.width() > 0) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: holds one picture; name a .mp4 for a video", path_)};
  }
  picture_ = painted;
  return {};
}

Status AnnotatedVideo::Close() {
  if (video_) return video_->Close();
  if (!IsJpegName(path_)) return WritePng(path_, picture_.view());
  EZPT_TRY(const std::vector<uint8_t> jpeg, EncodeJpeg(picture_.view(), kJpegQuality));
  return WriteFile(path_, jpeg);
}

}  // namespace ezpt::media
