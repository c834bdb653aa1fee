#include "media/video_reader.h"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "media/container_end.h"
#include "media/frame_canvas.h"
#include "media/image_limits.h"
#include "media/picture_groups.h"
#include "media/recording_clock.h"
#include "media/video_source.h"

namespace ezpt::media {
namespace {

std::span<const uint8_t> BytesOf(const AVPacket& packet) {
  return {packet.data, static_cast<std::size_t>(packet.size)};
}

}  // namespace

class VideoReader::Impl {
 public:
  Impl(std::string path, VideoSource source)
      : path_(std::move(path)), source_(std::move(source)), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}

  Status Begin();
  Result<std::optional<VideoFrame>> Next();

  [[nodiscard]] int width() const { return canvas_.size().width; }
  [[nodiscard]] int height() const { return canvas_.size().height; }
  [[nodiscard]] double fps() const { return source_.fps; }
  [[nodiscard]] int64_t expected_frames() const;

 private:
  /// Decodes until frame_ is one to be shown. @return false at the recording's end.
  Result<bool> Decode();
  Status FeedDecoder();
  Status Send();
  Status CheckWhole() const;
  Result<VideoFrame> Deliver();

  /// How a packet's pictures are to be shown travels with it through the decoder, which reorders.
  struct Showing {
    bool is_shown = true;  ///< False outside the container's edit list.
    Orientation orientation = Orientation::kUpright;

    [[nodiscard]] int64_t Packed() const { return static_cast<int64_t>(orientation) << 1 | (is_shown ? 1 : 0); }
    static Showing Unpack(int64_t packed) { return {(packed & 1) != 0, static_cast<Orientation>(packed >> 1)}; }
  };
  [[nodiscard]] Showing ShowingOf(const AVPacket& packet);
  [[nodiscard]] bool MaySkip() const { return groups_.MaySkip(delivered_ > 0 || is_decoded_ahead_); }
  [[nodiscard]] Seconds TimeOf(const AVFrame& frame);
  [[nodiscard]] AVRational PixelOf(AVFrame& frame) const {
    return av_guess_sample_aspect_ratio(source_.format.get(), source_.stream, &frame);
  }
  [[nodiscard]] Error Damaged(std::string_view what) const;

  std::string path_;
  VideoSource source_;
  AvPtr<AVPacket> packet_;
  AvPtr<AVFrame> frame_;
  bool is_decoded_ahead_ = false;  // frame_ waits for Next: the first frame decides the pictures' size.
  FrameCanvas canvas_;
  Image image_;
  Orientation streams_orientation_ = Orientation::kUpright;
  PictureGroups groups_;
  RecordingClock clock_;
  bool at_end_ = false;
  int64_t delivered_ = 0;
};

Error VideoReader::Impl::Damaged(std::string_view what) const {
  if (delivered_ == 0) return {ErrorCode::kDamaged, fmt::format("{}: {}", path_, what)};
  return {ErrorCode::kDamaged,
          fmt::format("{}: damaged after {:.2f} s (frame {}): {}", path_, clock_.last().value, delivered_, what)};
}

Status VideoReader::Impl::Begin() {
  EZPT_TRY(is_decoded_ahead_, Decode());
  if (!is_decoded_ahead_) return Damaged("no frame decodes");
  const Orientation orientation = Showing::Unpack(frame_->reordered_opaque).orientation;
  canvas_.SetSize(FrameCanvas::ShownSize(*frame_, PixelOf(*frame_), orientation));
  return CheckPictureSize(path_, width(), height());
}

int64_t VideoReader::Impl::expected_frames() const {
  if (source_.indexed_packets > 0) return source_.indexed_packets;
  const double seconds = static_cast<double>(source_.format->duration) / AV_TIME_BASE;
  return seconds > 0 ? static_cast<int64_t>(seconds * fps()) : 0;
}

Result<std::optional<VideoFrame>> VideoReader::Impl::Next() {
  if (!is_decoded_ahead_) {
    EZPT_TRY(const bool more, Decode());
    if (!more) {
      EZPT_CHECK_OK(CheckWhole());
      return std::optional<VideoFrame>();
    }
  }
  is_decoded_ahead_ = false;
  EZPT_TRY(const VideoFrame frame, Deliver());
  return std::optional<VideoFrame>(frame);
}

Result<bool> VideoReader::Impl::Decode() {
  for (;;) {
    const int code = avcodec_receive_frame(source_.codec.get(), frame_.get());
    if (code == 0) {
      if (frame_->decode_error_flags != 0 || (frame_->flags & AV_FRAME_FLAG_CORRUPT)) {
        if (MaySkip()) continue;
        return Damaged("a frame does not decode");
      }
      if (Showing::Unpack(frame_->reordered_opaque).is_shown) return true;
      continue;
    }
    if (code == AVERROR_EOF) return false;
    if (code != AVERROR(EAGAIN) && !MaySkip()) {
      return Damaged(fmt::format("a frame does not decode ({})", AvMessage(code)));
    }
    EZPT_CHECK_OK(FeedDecoder());
  }
}

/// Sends the next packet of the video, or the flush at the file's end.
Status VideoReader::Impl::FeedDecoder() {
  for (;;) {
    av_packet_unref(packet_.get());
    const int code = av_read_frame(source_.format.get(), packet_.get());
    if (code == AVERROR_EOF) {
      // A decoder that fails instead of draining would be asked for ever.
      if (at_end_) return Damaged("a frame does not decode");
      if (groups_.EndsWithinJoin()) return Damaged("cut short");
      at_end_ = true;
      avcodec_send_packet(source_.codec.get(), nullptr);
      return {};
    }
    if (code < 0) return Damaged(fmt::format("cannot be read on ({})", AvMessage(code)));
    // A capture program's dropped frame is an empty chunk; to the decoder it would be the end.
    if (packet_->stream_index != source_.stream->index || packet_->size == 0) continue;
    groups_.Enter(*packet_, source_.framing);
    if ((packet_->flags & AV_PKT_FLAG_CORRUPT) != 0 && MaySkip()) continue;
    if (groups_.LacksPart(*packet_)) return Damaged("a part is missing");
    return Send();
  }
}

/// A packet that does not decode is passed over only where MaySkip says so.
Status VideoReader::Impl::Send() {
  source_.codec->reordered_opaque = ShowingOf(*packet_).Packed();
  packet_->flags &= ~AV_PKT_FLAG_DISCARD;
  source_.codec->err_recognition =
      AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | (groups_.IsStrict() ? AV_EF_EXPLODE : 0);
  const int sent = avcodec_send_packet(source_.codec.get(), packet_.get());
  if (sent >= 0 || MaySkip()) return {};
  return Damaged(fmt::format("a frame does not decode ({})", AvMessage(sent)));
}

VideoReader::Impl::Showing VideoReader::Impl::ShowingOf(const AVPacket& packet) {
  Showing showing{(packet.flags & AV_PKT_FLAG_DISCARD) == 0, streams_orientation_};
  if (const auto found = FindDisplayOrientation(BytesOf(packet), source_.framing)) {
    showing.orientation = found->orientation;
    if (found->persists) streams_orientation_ = found->orientation;
  }
  // What the container says is what players go by.
  if (source_.orientation) showing.orientation = *source_.orientation;
  return showing;
}

/// At the end of what could be read: was that all that the index names?
Status VideoReader::Impl::CheckWhole() const {
  if (groups_.packets() < source_.indexed_packets) {
    return Damaged(fmt::format("cut short: {} of {} frames are there", groups_.packets(), source_.indexed_packets));
  }
  // Of a recording in pieces, the samples of the last one are known only now.
  const bool is_mp4 = std::string_view(source_.format->iformat->name).starts_with("mov");
  const std::string missing = is_mp4 ? MissingSamples(path_, *source_.stream) : std::string();
  return missing.empty() ? Status() : Status(Damaged(missing));
}

Seconds VideoReader::Impl::TimeOf(const AVFrame& frame) {
  std::optional<Seconds> stamped;
  if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
    stamped = Seconds(static_cast<double>(frame.best_effort_timestamp) * av_q2d(source_.stream->time_base));
  }
  const bool may_jump = (source_.format->iformat->flags & AVFMT_TS_DISCONT) != 0;
  return clock_.TimeOf(stamped, Seconds(1.0 / source_.fps),
                       may_jump ? RecordingClock::Jumps::kMay : RecordingClock::Jumps::kNever);
}

Result<VideoFrame> VideoReader::Impl::Deliver() {
  const Orientation orientation = Showing::Unpack(frame_->reordered_opaque).orientation;
  const AVRational pixel = PixelOf(*frame_);
  const PictureSize shown = FrameCanvas::ShownSize(*frame_, pixel, orientation);
  EZPT_CHECK_OK(CheckPictureSize(path_, shown.width, shown.height));
  if (const Status drawn = canvas_.Draw(*frame_, pixel, orientation, image_); !drawn.ok()) {
    return Error{drawn.error().code, fmt::format("{}: {}", path_, drawn.error().message)};
  }
  const Seconds t = TimeOf(*frame_);
  return VideoFrame{image_.view(), t, delivered_++};
}

VideoReader::VideoReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoReader::~VideoReader() = default;

Result<std::unique_ptr<VideoReader>> VideoReader::Open(const std::string& path) {
  EZPT_TRY(VideoSource source, VideoSource::Open(path));
  auto impl = std::make_unique<Impl>(path, std::move(source));
  EZPT_CHECK_OK(impl->Begin());
  return std::unique_ptr<VideoReader>(new VideoReader(std::move(impl)));
}

int VideoReader::width() const { return impl_->width(); }
int VideoReader::height() const { return impl_->height(); }
double VideoReader::fps() const { return impl_->fps(); }
int64_t VideoReader::expected_frames() const { return impl_->expected_frames(); }
Result<std::optional<VideoFrame>> VideoReader::Next() { return impl_->Next(); }

}  // namespace ezpt::media
