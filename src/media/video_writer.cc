#include "media/video_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "media/av.h"
#include "media/file.h"
#include "media/image_limits.h"
#include "media/jpeg.h"
#include "media/output_file.h"

namespace ezpt::media {
namespace {

constexpr AVRational kClock = {1, 90000};  // MPEG's; every frame rate in use fits it closely.
constexpr double kPieceSeconds = 0.5;

class Mp4Writer final : public VideoWriter {
 public:
  Mp4Writer(std::string path, const VideoWriterOptions& options)
      : output_(std::move(path)), options_(options), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}
  ~Mp4Writer() override { Release(); }

  Status Open();
  Status Write(const ImageView& image, Seconds t) override;
  Status Close() override;
  const std::string& working_path() const override { return output_.working_path(); }

 private:
  Status OpenEncoder(const AVCodec* encoder);
  Status Drain();
  [[nodiscard]] Error CannotWrite(int code) const {
    return {ErrorCode::kUnavailable, fmt::format("{}: cannot write: {}", output_.path(), AvMessage(code))};
  }
  void Release() {
    if (format_ == nullptr) return;
    avio_closep(&format_->pb);
    avformat_free_context(format_);
    format_ = nullptr;
  }

  OutputFile output_;
  VideoWriterOptions options_;
  AVFormatContext* format_ = nullptr;
  AVStream* stream_ = nullptr;
  AvPtr<AVCodecContext> codec_;
  AvPtr<AVPacket> packet_;
  AvPtr<AVFrame> frame_;
  AvPtr<SwsContext> to_yuv_;
  int64_t last_pts_ = -1;
};

Status Mp4Writer::Open() {
  SilenceAv();
  const AVCodec* encoder = avcodec_find_encoder_by_name("libx264");
  if (encoder == nullptr) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: libavcodec was built without libx264; write .mjpeg instead", output_.path())};
  }
  const std::string url = "file:" + output_.working_path();
  if (const int code = avformat_alloc_output_context2(&format_, nullptr, "mp4", url.c_str()); code < 0) {
    return CannotWrite(code);
  }
  stream_ = avformat_new_stream(format_, nullptr);
  EZPT_CHECK_OK(OpenEncoder(encoder));
  avcodec_parameters_from_context(stream_->codecpar, codec_.get());
  stream_->time_base = kClock;
  stream_->avg_frame_rate = codec_->framerate;
  if (const int code = avio_open(&format_->pb, url.c_str(), AVIO_FLAG_WRITE); code < 0) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: cannot write: {}", output_.path(), AvMessage(code))};
  }
  const bool growing = options_.layout == Mp4Layout::kGrowing;
  if (growing) format_->flags |= AVFMT_FLAG_FLUSH_PACKETS;
  AVDictionary* muxer = nullptr;
  av_dict_set(&muxer, "movflags", growing ? "+frag_keyframe+empty_moov+default_base_moof" : "+faststart", 0);
  const int code = avformat_write_header(format_, &muxer);
  av_dict_free(&muxer);
  if (code < 0) return CannotWrite(code);
  return {};
}

Status Mp4Writer::OpenEncoder(const AVCodec* encoder) {
  codec_.reset(avcodec_alloc_context3(encoder));
  codec_->width = options_.width & ~1;
  codec_->height = options_.height & ~1;
  codec_->pix_fmt = AV_PIX_FMT_YUV420P;
  codec_->time_base = kClock;
  codec_->framerate = av_d2q(options_.fps, 100000);
  codec_->colorspace = AVCOL_SPC_BT709;
  codec_->color_primaries = AVCOL_PRI_BT709;
  codec_->color_trc = AVCOL_TRC_BT709;
  codec_->color_range = AVCOL_RANGE_MPEG;
  if (format_->oformat->flags & AVFMT_GLOBALHEADER) codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_opt_set(codec_->priv_data, "preset", "veryfast", 0);
  av_opt_set(codec_->priv_data, "crf", "20", 0);
  if (options_.layout == Mp4Layout::kGrowing) {
    codec_->gop_size = std::max(1, static_cast<int>(options_.fps * kPieceSeconds));
    // No frame waits for those after it. More threads would cut each frame into slices, which strict decoders refuse.
    av_opt_set(codec_->priv_data, "tune", "zerolatency", 0);
    codec_->thread_count = 1;
  }
  if (const int code = avcodec_open2(codec_.get(), encoder, nullptr); code < 0) return CannotWrite(code);
  frame_->format = codec_->pix_fmt;
  frame_->width = codec_->width;
  frame_->height = codec_->height;
  if (const int code = av_frame_get_buffer(frame_.get(), 0); code < 0) return CannotWrite(code);
  to_yuv_.reset(sws_getContext(codec_->width, codec_->height, AV_PIX_FMT_RGB24, codec_->width, codec_->height,
                               AV_PIX_FMT_YUV420P, SWS_BILINEAR, nullptr, nullptr, nullptr));
  const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
  constexpr int kNeutral = 1 << 16;
  sws_setColorspaceDetails(to_yuv_.get(), matrix, 1, matrix, 0, 0, kNeutral, kNeutral);
  return {};
}

Status Mp4Writer::Write(const ImageView& image, Seconds t) {
  if (image.width != options_.width || image.height != options_.height) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: a frame of another size", output_.path())};
  }
  if (const int code = av_frame_make_writable(frame_.get()); code < 0) return CannotWrite(code);
  const uint8_t* rows[] = {image.data};
  const int strides[] = {static_cast<int>(image.stride)};
  sws_scale(to_yuv_.get(), rows, strides, 0, codec_->height, frame_->data, frame_->linesize);
  frame_->pts = std::max(last_pts_ + 1, static_cast<int64_t>(std::llround(t.value * kClock.den)));
  last_pts_ = frame_->pts;
  if (const int code = avcodec_send_frame(codec_.get(), frame_.get()); code < 0) return CannotWrite(code);
  return Drain();
}

Status Mp4Writer::Drain() {
  for (;;) {
    int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return CannotWrite(code);
    packet_->stream_index = stream_->index;
    packet_->duration = std::llround(kClock.den / options_.fps);
    av_packet_rescale_ts(packet_.get(), kClock, stream_->time_base);
    code = av_interleaved_write_frame(format_, packet_.get());
    if (code < 0) return CannotWrite(code);
  }
}

Status Mp4Writer::Close() {
  avcodec_send_frame(codec_.get(), nullptr);
  EZPT_CHECK_OK(Drain());
  int code = av_write_trailer(format_);
  if (const int closed = avio_closep(&format_->pb); code >= 0) code = closed;
  if (code < 0) return CannotWrite(code);
  return output_.Commit();
}

class MjpegWriter final : public VideoWriter {
 public:
  MjpegWriter(std::string path, const VideoWriterOptions& options) : output_(std::move(path)), options_(options) {}

  Status Open() {
    file_.reset(std::fopen(output_.working_path().c_str(), "wb"));
    return file_ ? Status() : output_.CannotOpen();
  }

  Status Write(const ImageView& image, Seconds) override {
    if (image.width != options_.width || image.height != options_.height) {
      return Error{ErrorCode::kInvalidArgument, fmt::format("{}: a frame of another size", output_.path())};
    }
    EZPT_TRY(const std::vector<uint8_t> jpeg, EncodeJpeg(image, kQuality));
    const bool written = std::fwrite(jpeg.data(), 1, jpeg.size(), file_.get()) == jpeg.size();
    return written ? Status() : output_.CannotWrite();
  }

  Status Close() override { return std::fclose(file_.release()) == 0 ? output_.Commit() : output_.CannotWrite(); }

  const std::string& working_path() const override { return output_.working_path(); }

 private:
  static constexpr int kQuality = 90;
  OutputFile output_;
  VideoWriterOptions options_;
  File file_;
};

template <typename Writer>
Result<std::unique_ptr<VideoWriter>> OpenAs(const std::string& path, const VideoWriterOptions& options) {
  auto writer = std::make_unique<Writer>(path, options);
  EZPT_CHECK_OK(writer->Open());
  return std::unique_ptr<VideoWriter>(std::move(writer));
}

}  // namespace

Result<std::unique_ptr<VideoWriter>> VideoWriter::Create(const std::string& path, const VideoWriterOptions& options) {
  if (const Status size = CheckPictureSize(path, options.width, options.height); !size.ok()) {
    return Error{ErrorCode::kInvalidArgument, size.error().message};
  }
  if (!(options.fps > 0.01 && options.fps <= 1000.0)) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: {} frames a second", path, options.fps)};
  }
  if (path.ends_with(".mp4")) return OpenAs<Mp4Writer>(path, options);
  if (path.ends_with(".mjpeg")) return OpenAs<MjpegWriter>(path, options);
  return Error{ErrorCode::kInvalidArgument, fmt::format("{}: videos are written as .mp4 or .mjpeg", path)};
}

}  // namespace ezpt::media
