#include "annotate.h"

#include <algorithm>
#include <utility>

#include "media/png.h"

namespace ezpt::app {
namespace {

constexpr uint8_t kGround = 24;  ///< Grey of the ground under a stream's skeleton.

}  // namespace

Result<std::unique_ptr<Annotator>> Annotator::Create(const std::string& path, const PoseSource& source) {
  auto annotator = std::make_unique<Annotator>();
  const body::StreamInfo& info = source.info();
  const bool is_png = path.ends_with(".png");
  if (is_png != (source.kind() == InputKind::kPicture)) {
    return Error{ErrorCode::kInvalidArgument,
                 "--annotate " + path + ": expected OUT.png of a picture, OUT.mp4 of a video"};
  }
  if (is_png) {
    annotator->picture_path_ = path;
    return annotator;
  }
  if (source.kind() == InputKind::kLandmarks) {
    if (info.space == body::Space::kWorld) {
      return Error{ErrorCode::kInvalidArgument, "--annotate " + path + ": this stream is in metres, not in a picture"};
    }
    annotator->ground_.Resize(info.width, info.height);
    for (int y = 0; y < info.height; ++y) std::fill_n(annotator->ground_.Row(y), info.width * 3, kGround);
  }
  EZPT_TRY(annotator->video_, media::VideoWriter::Create(path, {info.width, info.height, info.fps}));
  return annotator;
}

Status Annotator::Write(const PosedFrame& posed, const media::Overlay& overlay) {
  const Image& painted = painter_.Paint(posed.image.empty() ? ground_.view() : posed.image, overlay);
  return video_ ? video_->Write(painted.view(), posed.frame.t) : media::WritePng(picture_path_, painted.view());
}

Status Annotator::Close() { return video_ ? video_->Close() : Status(); }

}  // namespace ezpt::app
