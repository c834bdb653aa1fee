#include "media/video_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "media/av.h"
#include "media/color_convert.h"
#include "media/file.h"
#include "media/image_file.h"
#include "media/image_limits.h"

namespace ezpt::media {
namespace {

/// Local recordings only: no playlists, no network, no image sequences.
constexpr const char* kContainers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mjpeg,flv,asf,ogg,h264";
constexpr double kDefaultFps = 30.0;
/// A container's stated duration may exceed its packets by rounding and by the
/// last frame's own length; a cut file misses more.
constexpr double kDurationSlack = 0.5;  // Seconds.
constexpr double kDurationSlackShare = 0.02;

struct FormatDeleter {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

/// The display matrix maps stored to shown axes (x' = a x + c y, y' = b x + d y); taken as the nearest of the quarter
/// turns and their mirror images.
Orientation OrientationOf(const AVStream& stream) {
  const uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix == nullptr) return Orientation::kUpright;
  std::array<int32_t, 9> m{};
  std::memcpy(m.data(), matrix, sizeof m);
  const double a = m[0], b = m[1], c = m[3], d = m[4];
  if (std::fabs(a) + std::fabs(d) >= std::fabs(b) + std::fabs(c)) {
    if (a >= 0) return d >= 0 ? Orientation::kUpright : Orientation::kMirroredVertically;
    return d >= 0 ? Orientation::kMirrored : Orientation::kRotated180;
  }
  if (b >= 0) return c >= 0 ? Orientation::kTransposed : Orientation::kRotated90;
  return c >= 0 ? Orientation::kRotated270 : Orientation::kTransversed;
}

/// The stored picture's size once its pixels are made square: the shorter-sampled axis is stretched, so that nothing
/// seen is lost and angles are those of the scene. `pixel`: width to height of one pixel; 0 where unknown.
PictureSize WithSquarePixels(PictureSize stored, AVRational pixel) {
  if (pixel.num <= 0 || pixel.den <= 0) return stored;
  const double ratio = av_q2d(pixel);
  const auto stretched = [](int side, double by) {
    constexpr double kFarTooLarge = 1 << 20;  // Before the cast to int.
    return static_cast<int>(std::lround(std::min(side * by, kFarTooLarge)));
  };
  if (ratio >= 1) return {stretched(stored.width, ratio), stored.height};
  return {stored.width, stretched(stored.height, 1 / ratio)};
}

}  // namespace

class VideoReader::Impl {
 public:
  explicit Impl(std::string path) : path_(std::move(path)), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}

  Status Open();
  Result<std::optional<VideoFrame>> Next();

  [[nodiscard]] int width() const { return swaps_axes() ? stored_.height : stored_.width; }
  [[nodiscard]] int height() const { return swaps_axes() ? stored_.width : stored_.height; }
  [[nodiscard]] double fps() const { return fps_; }
  [[nodiscard]] int64_t expected_frames() const;

 private:
  [[nodiscard]] bool swaps_axes() const { return orientation_ >= Orientation::kTransposed; }
  Status OpenContainer(const AVInputFormat* container);
  Status OpenCodec(const AVCodec* decoder);
  Status FeedDecoder();
  Status CheckWhole() const;
  Result<VideoFrame> Deliver();
  /// What was cut out of a longer recording may begin with frames that lack the
  /// one they build on; any other frame that does not decode is damage.
  [[nodiscard]] bool MaySkip() const { return delivered_ == 0 && !begins_with_key_frame_; }
  [[nodiscard]] Seconds TimeOf(const AVFrame& frame);
  [[nodiscard]] Error Damaged(std::string_view what) const;

  std::string path_;
  std::unique_ptr<AVFormatContext, FormatDeleter> format_;
  AVStream* stream_ = nullptr;
  AvPtr<AVCodecContext> codec_;
  AvPtr<AVPacket> packet_;
  AvPtr<AVFrame> frame_;
  ColorConverter converter_;
  Image image_;
  PictureSize stored_;  ///< Before it is turned, with square pixels.
  Orientation orientation_ = Orientation::kUpright;
  double fps_ = kDefaultFps;
  bool at_end_ = false;
  int64_t packets_ = 0;          // Of the video stream.
  int64_t indexed_packets_ = 0;  // What the container's index promises; 0: it has none.
  double last_packet_end_ = 0;   // Seconds, of any stream.
  bool begins_with_key_frame_ = true;
  int64_t delivered_ = 0;
  double last_t_ = 0;
};

Error VideoReader::Impl::Damaged(std::string_view what) const {
  if (delivered_ == 0) return {ErrorCode::kDamaged, fmt::format("{}: {}", path_, what)};
  return {ErrorCode::kDamaged,
          fmt::format("{}: damaged after {:.2f} s (frame {}): {}", path_, last_t_, delivered_, what)};
}

Status VideoReader::Impl::Open() {
  SilenceAv();
  EZPT_TRY(const std::vector<uint8_t> start, ReadStart(path_, 3));
  if (start.empty()) return Damaged("an empty file");
  // A JPEG in front: libav would take it for a still picture.
  const bool is_jpegs = SniffImage(start) == ImageFormat::kJpeg;
  EZPT_CHECK_OK(OpenContainer(is_jpegs ? av_find_input_format("mjpeg") : nullptr));
  const AVCodec* decoder = nullptr;
  const int index = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  if (index == AVERROR_DECODER_NOT_FOUND) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: no decoder for this kind of video", path_)};
  }
  if (index < 0 || decoder == nullptr) return Damaged("no video in this file");
  stream_ = format_->streams[index];
  if (stream_->disposition & AV_DISPOSITION_ATTACHED_PIC) return Damaged("no video in this file, only a cover picture");
  EZPT_CHECK_OK(OpenCodec(decoder));
  stored_ =
      WithSquarePixels({codec_->width, codec_->height}, av_guess_sample_aspect_ratio(format_.get(), stream_, nullptr));
  EZPT_CHECK_OK(CheckPictureSize(path_, stored_.width, stored_.height));
  orientation_ = OrientationOf(*stream_);
  indexed_packets_ = std::max<int64_t>(stream_->nb_frames, avformat_index_get_entries_count(stream_));
  // Raw streams build their index as they are read: it promises nothing.
  if (format_->iformat->flags & AVFMT_GENERIC_INDEX) indexed_packets_ = stream_->nb_frames;
  const AVRational rate = av_guess_frame_rate(format_.get(), stream_, nullptr);
  if (rate.num > 0 && rate.den > 0 && av_q2d(rate) <= 1000.0) fps_ = av_q2d(rate);
  return {};
}

Status VideoReader::Impl::OpenContainer(const AVInputFormat* container) {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kContainers, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "framerate", "30", 0);  // Only raw streams take it.
  AVFormatContext* opened = nullptr;
  const int code = avformat_open_input(&opened, ("file:" + path_).c_str(), container, &options);
  av_dict_free(&options);
  if (code < 0) return Damaged(fmt::format("not a readable video ({})", AvMessage(code)));
  format_.reset(opened);
  if (const int found = avformat_find_stream_info(opened, nullptr); found < 0) {
    return Damaged(fmt::format("not a readable video ({})", AvMessage(found)));
  }
  return {};
}

Status VideoReader::Impl::OpenCodec(const AVCodec* decoder) {
  const AVCodecParameters& parameters = *stream_->codecpar;
  EZPT_CHECK_OK(CheckPictureSize(path_, parameters.width, parameters.height));
  codec_.reset(avcodec_alloc_context3(decoder));
  if (!codec_ || avcodec_parameters_to_context(codec_.get(), &parameters) < 0)
    return Damaged("unreadable codec header");
  codec_->max_pixels = int64_t{kMaxSide} * kMaxSide;
  codec_->pkt_timebase = stream_->time_base;
  // Concealing an error would invent a body position.
  codec_->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
  codec_->error_concealment = 0;
  codec_->thread_count = 1;
  if (const int code = avcodec_open2(codec_.get(), decoder, nullptr); code < 0) {
    return Damaged(fmt::format("cannot start its decoder ({})", AvMessage(code)));
  }
  return {};
}

int64_t VideoReader::Impl::expected_frames() const {
  if (indexed_packets_ > 0) return indexed_packets_;
  return format_->duration > 0 ? static_cast<int64_t>(static_cast<double>(format_->duration) / AV_TIME_BASE * fps_) : 0;
}

Result<std::optional<VideoFrame>> VideoReader::Impl::Next() {
  for (;;) {
    const int code = avcodec_receive_frame(codec_.get(), frame_.get());
    if (code == 0) {
      if (frame_->flags & AV_FRAME_FLAG_DISCARD) continue;
      if (frame_->decode_error_flags != 0 || (frame_->flags & AV_FRAME_FLAG_CORRUPT)) {
        if (MaySkip()) continue;
        return Damaged("a frame does not decode");
      }
      EZPT_TRY(const VideoFrame frame, Deliver());
      return std::optional<VideoFrame>(frame);
    }
    if (code == AVERROR_EOF) {
      EZPT_CHECK_OK(CheckWhole());
      return std::optional<VideoFrame>();
    }
    if (code != AVERROR(EAGAIN) && !MaySkip()) {
      return Damaged(fmt::format("a frame does not decode ({})", AvMessage(code)));
    }
    EZPT_CHECK_OK(FeedDecoder());
  }
}

/// Sends the next packet of the video, or the flush at the file's end.
Status VideoReader::Impl::FeedDecoder() {
  for (;;) {
    const int code = av_read_frame(format_.get(), packet_.get());
    if (code == AVERROR_EOF) {
      // A decoder that fails instead of draining would be asked for ever.
      if (at_end_) return Damaged("a frame does not decode");
      at_end_ = true;
      avcodec_send_packet(codec_.get(), nullptr);
      return {};
    }
    if (code < 0) return Damaged(fmt::format("cannot be read on ({})", AvMessage(code)));
    const AVStream& from = *format_->streams[packet_->stream_index];
    if (packet_->pts != AV_NOPTS_VALUE) {
      const double end = static_cast<double>(packet_->pts + packet_->duration) * av_q2d(from.time_base);
      last_packet_end_ = std::max(last_packet_end_, end);
    }
    const bool ours = &from == stream_;
    const bool cut = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
    const bool is_key = (packet_->flags & AV_PKT_FLAG_KEY) != 0;
    const int sent = ours && !cut ? avcodec_send_packet(codec_.get(), packet_.get()) : 0;
    av_packet_unref(packet_.get());
    if (!ours) continue;
    if (cut) return Damaged("cut short");
    if (packets_ == 0) begins_with_key_frame_ = is_key;
    ++packets_;
    if (sent >= 0) return {};
    if (!MaySkip()) return Damaged(fmt::format("a frame does not decode ({})", AvMessage(sent)));
  }
}

/// At the end of what could be read: was that all that the header promised?
Status VideoReader::Impl::CheckWhole() const {
  if (delivered_ == 0) return Damaged("no frame decodes");
  if (packets_ < indexed_packets_) {
    return Damaged(fmt::format("cut short: {} of {} frames are there", packets_, indexed_packets_));
  }
  const double start =
      format_->start_time == AV_NOPTS_VALUE ? 0 : static_cast<double>(format_->start_time) / AV_TIME_BASE;
  if (format_->duration <= 0 || format_->duration_estimation_method != AVFMT_DURATION_FROM_STREAM) return {};
  const double duration = static_cast<double>(format_->duration) / AV_TIME_BASE;
  if (last_packet_end_ - start < duration * (1 - kDurationSlackShare) - kDurationSlack) {
    return Damaged(fmt::format("cut short: {:.1f} of {:.1f} s are there", last_packet_end_ - start, duration));
  }
  return {};
}

Seconds VideoReader::Impl::TimeOf(const AVFrame& frame) {
  double t = delivered_ == 0 ? 0 : last_t_ + 1.0 / fps_;
  if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
    const int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
    const double stamped = static_cast<double>(frame.best_effort_timestamp - start) * av_q2d(stream_->time_base);
    if (delivered_ == 0 || stamped > last_t_) t = stamped;
  }
  last_t_ = t;
  return Seconds(t);
}

Result<VideoFrame> VideoReader::Impl::Deliver() {
  if (frame_->width != codec_->width || frame_->height != codec_->height ||
      (delivered_ > 0 && (image_.width() != width() || image_.height() != height()))) {
    return Damaged("the picture changes its size");
  }
  EZPT_CHECK_OK(CheckPictureSize(path_, frame_->width, frame_->height));
  if (const Status converted = converter_.Convert(*frame_, stored_, orientation_, image_); !converted.ok()) {
    return Error{converted.error().code, fmt::format("{}: {}", path_, converted.error().message)};
  }
  const Seconds t = TimeOf(*frame_);
  return VideoFrame{image_.view(), t, delivered_++};
}

VideoReader::VideoReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoReader::~VideoReader() = default;

Result<std::unique_ptr<VideoReader>> VideoReader::Open(const std::string& path) {
  auto impl = std::make_unique<Impl>(path);
  EZPT_CHECK_OK(impl->Open());
  return std::unique_ptr<VideoReader>(new VideoReader(std::move(impl)));
}

int VideoReader::width() const { return impl_->width(); }
int VideoReader::height() const { return impl_->height(); }
double VideoReader::fps() const { return impl_->fps(); }
int64_t VideoReader::expected_frames() const { return impl_->expected_frames(); }
Result<std::optional<VideoFrame>> VideoReader::Next() { return impl_->Next(); }

}  // namespace ezpt::media
