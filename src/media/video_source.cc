#include "media/video_source.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

#include "media/container_end.h"
#include "media/file.h"
#include "media/foreign_file.h"
#include "media/image_file.h"
#include "media/image_limits.h"

namespace ezpt::media {
namespace {

constexpr const char* kContainers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mjpeg,flv,asf,ogg,ivf,h264,hevc,m4v,mpegvideo,obu";
constexpr double kMostFps = 1000.0;

Error Damaged(const std::string& path, std::string_view what) {
  return {ErrorCode::kDamaged, fmt::format("{}: {}", path, what)};
}

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

Status OpenContainer(const std::string& path, const AVInputFormat* container, VideoSource& source) {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kContainers, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  av_dict_set(&options, "framerate", "30", 0);  // Only raw streams take it.
  // Where time goes back, the recording's clock goes on; libav would take it for a clock that ran over and add a day.
  av_dict_set(&options, "correct_ts_overflow", "0", 0);
  AVFormatContext* opened = nullptr;
  const int code = avformat_open_input(&opened, ("file:" + path).c_str(), container, &options);
  av_dict_free(&options);
  if (code < 0) {
    if (const std::string missing = MissingToOpen(path); !missing.empty()) return Damaged(path, missing);
    // So says libav of a container that it knows and that is not in the list.
    if (code == AVERROR(EINVAL))
      return Damaged(path, "not a kind of video that is read here; convert it to MP4 or WebM");
    return Damaged(path, fmt::format("not a readable video ({})", AvMessage(code)));
  }
  source.format.reset(opened);
  if (const int found = avformat_find_stream_info(opened, nullptr); found < 0) {
    return Damaged(path, fmt::format("not a readable video ({})", AvMessage(found)));
  }
  return {};
}

Status OpenCodec(const std::string& path, const AVCodec* decoder, VideoSource& source) {
  const AVCodecParameters& parameters = *source.stream->codecpar;
  // Where the first pictures of a cut recording do not decode, the header knows no size: the first frame will.
  if (parameters.width > 0) EZPT_CHECK_OK(CheckPictureSize(path, parameters.width, parameters.height));
  source.codec.reset(avcodec_alloc_context3(decoder));
  AVCodecContext* const codec = source.codec.get();
  if (codec == nullptr || avcodec_parameters_to_context(codec, &parameters) < 0) {
    return Damaged(path, "unreadable codec header");
  }
  codec->max_pixels = int64_t{kMaxSide} * kMaxSide;
  codec->pkt_timebase = source.stream->time_base;
  // Concealing an error would invent a body position.
  codec->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
  codec->error_concealment = 0;
  codec->thread_count = 1;
  if (const int code = avcodec_open2(codec, decoder, nullptr); code < 0) {
    return Damaged(path, fmt::format("cannot start its decoder ({})", AvMessage(code)));
  }
  return {};
}

Status OpenStream(const std::string& path, VideoSource& source) {
  AVFormatContext* const format = source.format.get();
  const AVCodec* decoder = nullptr;
  const int index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  if (index == AVERROR_DECODER_NOT_FOUND) {
    return Error{ErrorCode::kUnsupported, fmt::format("{}: no decoder for this kind of video", path)};
  }
  if (index < 0 || decoder == nullptr) {
    const std::string missing = MissingToOpen(path);
    return Damaged(path, missing.empty() ? "no video in this file" : missing);
  }
  source.stream = format->streams[index];
  if (source.stream->disposition & AV_DISPOSITION_ATTACHED_PIC) {
    return Damaged(path, "no video in this file, only a cover picture");
  }
  if (const std::string missing = MissingAtEnd(path, *format, *source.stream); !missing.empty()) {
    return Damaged(path, missing);
  }
  EZPT_CHECK_OK(OpenCodec(path, decoder, source));
  source.framing = NalFraming::Of(*source.stream->codecpar);
  source.orientation = ContainersOrientation(*source.stream);
  if (source.HasIndex()) source.indexed_packets = avformat_index_get_entries_count(source.stream);
  const AVRational rate = av_guess_frame_rate(format, source.stream, nullptr);
  if (rate.num > 0 && rate.den > 0 && av_q2d(rate) <= kMostFps) source.fps = av_q2d(rate);
  return {};
}

}  // namespace

Result<VideoSource> VideoSource::Open(const std::string& path) {
  SilenceAv();
  EZPT_TRY(const std::vector<uint8_t> start, ReadStart(path, kForeignFileBytes));
  if (start.empty()) return Damaged(path, "an empty file");
  if (const auto foreign = NameForeignFile(start)) {
    return Damaged(path, fmt::format("{}; {}", foreign->what, foreign->advice));
  }
  VideoSource source;
  // A JPEG in front: libav would take it for a still picture.
  const bool is_jpegs = SniffImage(start) == ImageFormat::kJpeg;
  EZPT_CHECK_OK(OpenContainer(path, is_jpegs ? av_find_input_format("mjpeg") : nullptr, source));
  EZPT_CHECK_OK(OpenStream(path, source));
  return source;
}

}  // namespace ezpt::media
