#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/image.h"
#include "base/result.h"
#include "body/landmarks.h"
#include "media/camera.h"
#include "media/landmark_stream.h"
#include "media/video_reader.h"
#include "nn/model.h"
#include "pose/tracker.h"

namespace ezpt::app {

enum class InputKind { kPicture, kVideo, kLandmarks };

/// Whether an input is a camera's index ("0" is the first camera).
[[nodiscard]] bool IsCamera(const std::string& path);

/// What a file holds, by its first bytes; a camera is a video. Errors: kDamaged
/// where it cannot be read or is empty.
[[nodiscard]] Result<InputKind> SniffInput(const std::string& path);

/// A still picture shows no movement. Errors: kDamaged where the input is one, and as SniffInput.
[[nodiscard]] Status CheckMoves(const std::string& path);

/// An output that is the input would destroy the recording. Errors:
/// kInvalidArgument; nothing is wrong with an empty `output`.
[[nodiscard]] Status CheckOutput(const std::string& flag, const std::string& output, const std::string& input);

/// The frames of a video, the one of a picture, or a camera's until Ctrl-C or until it stops, which is said on
/// standard error: what was seen before is kept.
/// Errors of the media layer; what is not there or of a kind that cannot be read
/// is unreadable input (kDamaged) like any other. One camera a process.
class PictureSource {
 public:
  [[nodiscard]] static Result<PictureSource> Open(const std::string& path);

  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;
  [[nodiscard]] double fps() const { return video_ ? video_->fps() : 30.0; }
  /// 0 where nobody knows: a camera goes on.
  [[nodiscard]] int64_t expected_frames() const;
  [[nodiscard]] bool is_video() const { return video_ != nullptr || camera_ != nullptr; }

  /// Nothing at the end. The picture is valid until the next call.
  [[nodiscard]] Result<std::optional<media::VideoFrame>> Next();

 private:
  std::unique_ptr<media::VideoReader> video_;
  std::unique_ptr<media::Camera> camera_;
  Image picture_;
  bool picture_given_ = false;
  bool filmed_ = false;  ///< The camera has given a frame.
};

/// One frame's pose and, where there is one, its picture.
struct PosedFrame {
  body::PoseFrame frame;
  ImageView image;  ///< Empty for a landmark stream; valid until the next call.
  int64_t number = 0;
};

/// The poses of a landmark stream, or of pictures through the tracker.
class PoseSource {
 public:
  /// @param model name or path of the pose model, loaded only for pictures.
  /// A landmark stream's header says its own frame rate and size.
  [[nodiscard]] static Result<PoseSource> Open(const std::string& path, const std::string& model);
  /// As above with a model that is loaded already, for many files.
  [[nodiscard]] static Result<PoseSource> Open(const std::string& path, std::shared_ptr<const nn::Model> model);

  [[nodiscard]] const body::StreamInfo& info() const { return info_; }
  [[nodiscard]] InputKind kind() const { return kind_; }
  [[nodiscard]] int64_t expected_frames() const { return pictures_ ? pictures_->expected_frames() : 0; }

  /// Nothing at the end.
  [[nodiscard]] Result<std::optional<PosedFrame>> Next();

 private:
  static Result<PoseSource> OpenStream(const std::string& path);
  static Result<PoseSource> Track(PictureSource pictures, InputKind kind, std::shared_ptr<const nn::Model> model);

  InputKind kind_ = InputKind::kLandmarks;
  body::StreamInfo info_;
  std::unique_ptr<media::LandmarkReader> stream_;
  int64_t stream_frames_ = 0;
  std::unique_ptr<PictureSource> pictures_;
  std::unique_ptr<pose::PoseTracker> tracker_;
};

}  // namespace ezpt::app
