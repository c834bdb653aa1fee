#include "media/video_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "media/av.h"
#include "media/container_end.h"
#include "media/file.h"
#include "media/foreign_file.h"
#include "media/frame_canvas.h"
#include "media/image_file.h"
#include "media/image_limits.h"
#include "media/nal_units.h"

namespace ezpt::media {
namespace {

/// Local recordings only: no playlists, no network, no image sequences.
constexpr const char* kContainers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mjpeg,flv,asf,ogg,h264";
constexpr double kDefaultFps = 30.0;
/// Time that goes back by more is another clock's: of recordings joined end to end.
constexpr double kAnotherClockBehind = 1.0;  // Seconds.
/// And forward, where the container says that its clock may jump: as ffmpeg takes it.
constexpr double kAnotherClockAhead = 10.0;  // Seconds.

struct FormatDeleter {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

/// The display matrix maps stored to shown axes (x' = a x + c y, y' = b x + d y); taken as the nearest of the quarter
/// turns and their mirror images.
/// Nothing where the container does not say.
std::optional<Orientation> ContainersOrientation(const AVStream& stream) {
  const uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix == nullptr) return std::nullopt;
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

std::size_t Size(const AVPacket& packet) { return static_cast<std::size_t>(packet.size); }

}  // namespace

class VideoReader::Impl {
 public:
  explicit Impl(std::string path) : path_(std::move(path)), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}

  Status Open();
  Result<std::optional<VideoFrame>> Next();

  [[nodiscard]] int width() const { return canvas_.size().width; }
  [[nodiscard]] int height() const { return canvas_.size().height; }
  [[nodiscard]] double fps() const { return fps_; }
  [[nodiscard]] int64_t expected_frames() const;

 private:
  Status OpenContainer(const AVInputFormat* container);
  Status OpenStream();
  Status OpenCodec(const AVCodec* decoder);
  /// Decodes until frame_ is one to be shown. @return false at the recording's end.
  Result<bool> Decode();
  Status FeedDecoder();
  Status CheckJoin(bool is_flagged);
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
  void EnterGroup(const AVPacket& packet);
  [[nodiscard]] bool MaySkip() const;
  [[nodiscard]] Seconds TimeOf(const AVFrame& frame);
  [[nodiscard]] AVRational PixelOf(AVFrame& frame) const {
    return av_guess_sample_aspect_ratio(format_.get(), stream_, &frame);
  }
  [[nodiscard]] Error Damaged(std::string_view what) const;

  std::string path_;
  std::unique_ptr<AVFormatContext, FormatDeleter> format_;
  AVStream* stream_ = nullptr;
  AvPtr<AVCodecContext> codec_;
  NalFraming framing_;
  AvPtr<AVPacket> packet_;
  AvPtr<AVFrame> frame_;
  bool is_decoded_ahead_ = false;  // frame_ waits for Next: the first frame decides the pictures' size.
  FrameCanvas canvas_;
  Image image_;
  std::optional<Orientation> containers_orientation_;
  Orientation streams_orientation_ = Orientation::kUpright;
  double fps_ = kDefaultFps;
  bool at_end_ = false;
  int64_t packets_ = 0;          // Of the video stream.
  int64_t indexed_packets_ = 0;  // What the container's index promises; 0: it has none.
  // Where the recording was cut out of a longer one, its first pictures may lack those they build on.
  bool begins_cut_ = false;  // Its first picture may need others, or those after it may.
  bool begins_with_key_frame_ = true;
  bool in_first_group_ = true;  // Of pictures: until the second key frame.
  int64_t first_key_pts_ = AV_NOPTS_VALUE;
  bool is_leading_ = false;  // The packet that was sent last is shown before the first key frame.
  int until_join_ = 0;       // Pictures left within which a group must begin anew; 0: nothing is missing.
  int64_t delivered_ = 0;
  double last_t_ = 0;
  double clock_offset_ = 0;
};

Error VideoReader::Impl::Damaged(std::string_view what) const {
  if (delivered_ == 0) return {ErrorCode::kDamaged, fmt::format("{}: {}", path_, what)};
  return {ErrorCode::kDamaged,
          fmt::format("{}: damaged after {:.2f} s (frame {}): {}", path_, last_t_, delivered_, what)};
}

Status VideoReader::Impl::Open() {
  SilenceAv();
  EZPT_TRY(const std::vector<uint8_t> start, ReadStart(path_, kForeignFileBytes));
  if (start.empty()) return Damaged("an empty file");
  if (const auto foreign = NameForeignFile(start)) {
    return Damaged(fmt::format("{}; {}", foreign->what, foreign->advice));
  }
  // A JPEG in front: libav would take it for a still picture.
  const bool is_jpegs = SniffImage(start) == ImageFormat::kJpeg;
  EZPT_CHECK_OK(OpenContainer(is_jpegs ? av_find_input_format("mjpeg") : nullptr));
  EZPT_CHECK_OK(OpenStream());
  EZPT_TRY(is_decoded_ahead_, Decode());
  if (!is_decoded_ahead_) return Damaged("no frame decodes");
  const Orientation orientation = Showing::Unpack(frame_->reordered_opaque).orientation;
  canvas_.SetSize(FrameCanvas::ShownSize(*frame_, PixelOf(*frame_), orientation));
  return CheckPictureSize(path_, width(), height());
}

Status VideoReader::Impl::OpenStream() {
  const AVCodec* decoder = nullptr;
  const int index = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  if (index == AVERROR_DECODER_NOT_FOUND) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: no decoder for this kind of video", path_)};
  }
  if (index < 0 || decoder == nullptr) return Damaged("no video in this file");
  stream_ = format_->streams[index];
  if (stream_->disposition & AV_DISPOSITION_ATTACHED_PIC) return Damaged("no video in this file, only a cover picture");
  if (const std::string missing = MissingAtEnd(path_, *format_, *stream_); !missing.empty()) return Damaged(missing);
  EZPT_CHECK_OK(OpenCodec(decoder));
  framing_ = NalFraming::Of(*stream_->codecpar);
  containers_orientation_ = ContainersOrientation(*stream_);
  // Raw streams build their index as they are read: it promises nothing.
  if (!(format_->iformat->flags & AVFMT_GENERIC_INDEX)) {
    indexed_packets_ = avformat_index_get_entries_count(stream_);
  }
  const AVRational rate = av_guess_frame_rate(format_.get(), stream_, nullptr);
  if (rate.num > 0 && rate.den > 0 && av_q2d(rate) <= 1000.0) fps_ = av_q2d(rate);
  return {};
}

Status VideoReader::Impl::OpenContainer(const AVInputFormat* container) {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kContainers, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "framerate", "30", 0);  // Only raw streams take it.
  // Where time goes back, TimeOf goes on; libav would take it for a clock that ran over and add a day.
  av_dict_set(&options, "correct_ts_overflow", "0", 0);
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
  // Where the first pictures of a cut recording do not decode, the header knows no size: the first frame will.
  if (parameters.width > 0) EZPT_CHECK_OK(CheckPictureSize(path_, parameters.width, parameters.height));
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
    const int code = avcodec_receive_frame(codec_.get(), frame_.get());
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
    const int code = av_read_frame(format_.get(), packet_.get());
    if (code == AVERROR_EOF) {
      // A decoder that fails instead of draining would be asked for ever.
      if (at_end_) return Damaged("a frame does not decode");
      if (until_join_ > 0) return Damaged("cut short");
      at_end_ = true;
      avcodec_send_packet(codec_.get(), nullptr);
      return {};
    }
    if (code < 0) return Damaged(fmt::format("cannot be read on ({})", AvMessage(code)));
    // A capture program's dropped frame is an empty chunk; to the decoder it would be the end.
    if (packet_->stream_index != stream_->index || packet_->size == 0) continue;
    ++packets_;
    EnterGroup(*packet_);
    const bool is_flagged = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
    if (is_flagged && MaySkip()) continue;
    EZPT_CHECK_OK(CheckJoin(is_flagged));
    return Send();
  }
}

/// Packets of the transport are missing before or in a flagged picture. Where a group begins anew right behind it,
/// which needs nothing of what is missing, two recordings were joined; elsewhere a part is lost.
Status VideoReader::Impl::CheckJoin(bool is_flagged) {
  // libav's parser holds a picture back until the next one begins: the flag may stand a picture early.
  constexpr int kPicturesUntilJoin = 2;
  if (is_flagged) {
    until_join_ = kPicturesUntilJoin;
  } else if (packet_->flags & AV_PKT_FLAG_KEY) {
    until_join_ = 0;
  } else if (until_join_ > 0 && --until_join_ == 0) {
    return Damaged("a part is missing");
  }
  return {};
}

/// A packet that does not decode is passed over only where MaySkip says so.
Status VideoReader::Impl::Send() {
  codec_->reordered_opaque = ShowingOf(*packet_).Packed();
  packet_->flags &= ~AV_PKT_FLAG_DISCARD;
  // A picture after an open cut may ask to forget one that was cut off, which is no damage; what is, is flagged.
  const bool is_strict = !(begins_cut_ && in_first_group_);
  codec_->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | (is_strict ? AV_EF_EXPLODE : 0);
  const int sent = avcodec_send_packet(codec_.get(), packet_.get());
  if (sent >= 0 || MaySkip()) return {};
  return Damaged(fmt::format("a frame does not decode ({})", AvMessage(sent)));
}

/// Keeps the book on where the packet lies in the recording's first group of pictures.
void VideoReader::Impl::EnterGroup(const AVPacket& packet) {
  const bool is_key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  if (packets_ == 1) {
    begins_with_key_frame_ = is_key;
    const bool needs_none = framing_.codec != AV_CODEC_ID_H264 || HoldsIdr({packet.data, Size(packet)}, framing_);
    begins_cut_ = !is_key || !needs_none;
  } else if (is_key && first_key_pts_ != AV_NOPTS_VALUE) {
    in_first_group_ = false;
  }
  if (is_key && first_key_pts_ == AV_NOPTS_VALUE) first_key_pts_ = packet.pts;
  is_leading_ = in_first_group_ && packet.pts != AV_NOPTS_VALUE && packet.pts < first_key_pts_;
}

/// What was cut out of a longer recording may begin with frames that lack those they build on: all before the first key
/// frame, and those after it that are shown before it. Any other frame that does not decode is damage.
bool VideoReader::Impl::MaySkip() const {
  if (!begins_with_key_frame_ && delivered_ == 0 && !is_decoded_ahead_) return true;
  return begins_cut_ && is_leading_;
}

VideoReader::Impl::Showing VideoReader::Impl::ShowingOf(const AVPacket& packet) {
  Showing showing{(packet.flags & AV_PKT_FLAG_DISCARD) == 0, streams_orientation_};
  if (const auto found = FindDisplayOrientation({packet.data, Size(packet)}, framing_)) {
    showing.orientation = found->orientation;
    if (found->persists) streams_orientation_ = found->orientation;
  }
  // What the container says is what players go by.
  if (containers_orientation_) showing.orientation = *containers_orientation_;
  return showing;
}

/// At the end of what could be read: was that all that the index names?
Status VideoReader::Impl::CheckWhole() const {
  if (packets_ < indexed_packets_) {
    return Damaged(fmt::format("cut short: {} of {} frames are there", packets_, indexed_packets_));
  }
  // Of a recording in pieces, the samples of the last one are known only now.
  const bool is_mp4 = std::string_view(format_->iformat->name).starts_with("mov");
  const std::string missing = is_mp4 ? MissingSamples(path_, *stream_) : std::string();
  return missing.empty() ? Status() : Status(Damaged(missing));
}

/// From the first frame that is shown. Recordings joined end to end go on where the one before ended.
Seconds VideoReader::Impl::TimeOf(const AVFrame& frame) {
  const double next = last_t_ + 1.0 / fps_;
  double t = delivered_ == 0 ? 0 : next;
  if (frame.best_effort_timestamp != AV_NOPTS_VALUE) {
    const double stamped = static_cast<double>(frame.best_effort_timestamp) * av_q2d(stream_->time_base);
    const double step = stamped - clock_offset_ - last_t_;
    const bool may_jump = (format_->iformat->flags & AVFMT_TS_DISCONT) != 0;
    if (delivered_ == 0)
      clock_offset_ = stamped;
    else if (step < -kAnotherClockBehind || (may_jump && step > kAnotherClockAhead))
      clock_offset_ = stamped - next;
    else if (step > 0)
      t = last_t_ + step;
  }
  last_t_ = t;
  return Seconds(t);
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
