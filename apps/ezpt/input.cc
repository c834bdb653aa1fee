#include "input.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "home.h"
#include "media/file.h"
#include "media/image_file.h"
#include "progress.h"

namespace ezpt::app {
namespace {

constexpr std::size_t kSniffedBytes = 512;

/// An input that does not exist, or of a kind that cannot be read, is unreadable
/// input, as one that is damaged.
Error Unreadable(Error error) {
  if (error.code == ErrorCode::kNotFound || error.code == ErrorCode::kUnsupported) error.code = ErrorCode::kDamaged;
  return error;
}

template <typename T>
Status Take(Result<T> opened, T& out) {
  if (!opened.ok()) return Unreadable(opened.error());
  out = *std::move(opened);
  return {};
}

/// Text that begins as a landmark stream, after what editors put in front: a byte-order mark, blank lines. UTF-16 is
/// known as one too, to be refused by its name.
bool IsLandmarkText(std::span<const uint8_t> start) {
  std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{';
}

bool IsGzip(std::span<const uint8_t> start) { return start.size() >= 2 && start[0] == 0x1f && start[1] == 0x8b; }

constexpr std::size_t kMaxCameraDigits = 2;

/// Ctrl-C ends a camera's recording, not the analysis of it.
volatile std::sig_atomic_t camera_ended = 0;
void EndCamera(int /*signal*/) { camera_ended = 1; }

}  // namespace

bool IsCamera(const std::string& path) {
  return !path.empty() && path.size() <= kMaxCameraDigits &&
         std::all_of(path.begin(), path.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<InputKind> SniffInput(const std::string& path) {
  if (IsCamera(path)) return InputKind::kVideo;
  const Result<std::vector<uint8_t>> start = media::ReadStart(path, kSniffedBytes);
  if (!start.ok()) return Unreadable(start.error());
  if (start->empty()) return Error{ErrorCode::kDamaged, path + ": the file is empty"};
  if (IsLandmarkText(*start) || IsGzip(*start)) return InputKind::kLandmarks;
  // Concatenated JPEGs are a video that begins like a picture; only the name tells.
  if (path.ends_with(".mjpeg") || path.ends_with(".mjpg")) return InputKind::kVideo;
  return media::SniffImage(*start) == media::ImageFormat::kNone ? InputKind::kVideo : InputKind::kPicture;
}

Status CheckMoves(const std::string& path) {
  EZPT_TRY(const InputKind kind, SniffInput(path));
  if (kind != InputKind::kPicture) return {};
  // What is no still picture after all, an animation say, is named by its reader.
  EZPT_CHECK_OK(PictureSource::Open(path));
  return Error{ErrorCode::kDamaged,
               path + ": a still picture, which shows no movement; name a video, or find its pose with ezpt pose"};
}

Status CheckOutput(const std::string& flag, const std::string& output, const std::string& input) {
  std::error_code error;
  if (output.empty() || !std::filesystem::equivalent(output, input, error)) return {};
  return Error{ErrorCode::kInvalidArgument, flag + " " + output + ": is the input itself; name another file"};
}

Result<PictureSource> PictureSource::Open(const std::string& path) {
  EZPT_TRY(const InputKind kind, SniffInput(path));
  PictureSource source;
  if (IsCamera(path)) {
    EZPT_CHECK_OK(Take(media::Camera::Open(std::stoi(path)), source.camera_));
    std::signal(SIGINT, EndCamera);
    return source;
  }
  if (kind == InputKind::kPicture) {
    EZPT_CHECK_OK(Take(media::ReadImage(path), source.picture_));
    return source;
  }
  if (kind == InputKind::kLandmarks) {
    return Error{ErrorCode::kDamaged, path + ": neither a picture nor a video"};
  }
  EZPT_CHECK_OK(Take(media::VideoReader::Open(path), source.video_));
  return source;
}

int PictureSource::width() const {
  if (camera_) return camera_->width();
  return video_ ? video_->width() : picture_.width();
}

int PictureSource::height() const {
  if (camera_) return camera_->height();
  return video_ ? video_->height() : picture_.height();
}

int64_t PictureSource::expected_frames() const {
  if (camera_) return 0;
  return video_ ? video_->expected_frames() : 1;
}

Result<std::optional<media::VideoFrame>> PictureSource::Next() {
  if (video_) return video_->Next();
  if (camera_) {
    if (camera_ended != 0) return std::optional<media::VideoFrame>();
    const Result<media::VideoFrame> frame = camera_->Next();
    if (!frame.ok()) {
      if (!filmed_) return frame.error();
      Warn(frame.error().message + "; what it filmed before is kept");
      return std::optional<media::VideoFrame>();
    }
    filmed_ = true;
    return std::optional(*frame);
  }
  if (picture_given_) return std::optional<media::VideoFrame>();
  picture_given_ = true;
  return std::optional(media::VideoFrame{picture_.view(), Seconds(0), 0});
}

Result<PoseSource> PoseSource::Open(const std::string& path, const std::string& model) {
  EZPT_TRY(const InputKind kind, SniffInput(path));
  if (kind == InputKind::kLandmarks) return OpenStream(path);
  EZPT_TRY(PictureSource pictures, PictureSource::Open(path));
  EZPT_TRY(std::shared_ptr<const nn::Model> loaded, LoadModel(model));
  return Track(std::move(pictures), kind, std::move(loaded));
}

Result<PoseSource> PoseSource::Open(const std::string& path, std::shared_ptr<const nn::Model> model) {
  EZPT_TRY(const InputKind kind, SniffInput(path));
  if (kind == InputKind::kLandmarks) return OpenStream(path);
  EZPT_TRY(PictureSource pictures, PictureSource::Open(path));
  return Track(std::move(pictures), kind, std::move(model));
}

Result<PoseSource> PoseSource::OpenStream(const std::string& path) {
  PoseSource source;
  EZPT_TRY(source.stream_, media::LandmarkReader::Open(path));
  source.info_ = source.stream_->info();
  return source;
}

Result<PoseSource> PoseSource::Track(PictureSource pictures, InputKind kind, std::shared_ptr<const nn::Model> model) {
  EZPT_TRY(pose::PoseTracker tracker, pose::PoseTracker::Create(std::move(model), {}));
  PoseSource source;
  source.kind_ = kind;
  source.info_.width = pictures.width();
  source.info_.height = pictures.height();
  source.info_.fps = pictures.fps();
  source.pictures_ = std::make_unique<PictureSource>(std::move(pictures));
  source.tracker_ = std::make_unique<pose::PoseTracker>(std::move(tracker));
  return source;
}

Result<std::optional<PosedFrame>> PoseSource::Next() {
  if (stream_) {
    EZPT_TRY(std::optional<body::PoseFrame> frame, stream_->Next());
    if (!frame) return std::optional<PosedFrame>();
    return std::optional(PosedFrame{*std::move(frame), {}, stream_frames_++});
  }
  EZPT_TRY(const std::optional<media::VideoFrame> picture, pictures_->Next());
  if (!picture) return std::optional<PosedFrame>();
  EZPT_TRY(body::PoseFrame frame, tracker_->Process(picture->image, picture->t));
  return std::optional(PosedFrame{std::move(frame), picture->image, picture->number});
}

}  // namespace ezpt::app
