#include "annotate.h"

#include <algorithm>

namespace ezpt::app {
namespace {

constexpr uint8_t kGround = 24;  ///< Grey of the ground under a stream's skeleton.

}  // namespace

Result<std::unique_ptr<Annotator>> Annotator::Create(const std::string& path, const PoseSource& source) {
  const body::StreamInfo& info = source.info();
  if (media::AnnotatedVideo::IsPictureName(path) != (source.kind() == InputKind::kPicture)) {
    return Error{ErrorCode::kInvalidArgument,
                 "--annotate " + path + ": expected OUT.png or OUT.jpg of a picture, OUT.mp4 of a video"};
  }
  auto annotator = std::make_unique<Annotator>();
  if (source.kind() == InputKind::kLandmarks) {
    if (info.space == body::Space::kWorld) {
      return Error{ErrorCode::kInvalidArgument, "--annotate " + path + ": this stream is in metres, not in a picture"};
    }
    annotator->ground_.Resize(info.width, info.height);
    for (int y = 0; y < info.height; ++y) std::fill_n(annotator->ground_.Row(y), info.width * 3, kGround);
  }
  EZPT_TRY(annotator->out_, media::AnnotatedVideo::Create(path, {info.width, info.height, info.fps}));
  return annotator;
}

Status Annotator::Write(const PosedFrame& posed, const media::Overlay& overlay) {
  return out_->Write(posed.image.empty() ? ground_.view() : posed.image, posed.frame.t, overlay);
}

}  // namespace ezpt::app
