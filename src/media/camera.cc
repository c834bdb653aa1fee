#include "media/camera.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>

#include "media/image_limits.h"
#include "media/jpeg.h"

namespace ezpt::media {
namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 480;
constexpr int kPatienceMs = 2000;
constexpr std::size_t kBuffers = 4;

int Control(int device, unsigned long request, void* argument) {
  int result = -1;
  do {
    result = ioctl(device, request, argument);
  } while (result == -1 && errno == EINTR);
  return result;
}

uint8_t Level(int value) { return static_cast<uint8_t>(std::clamp(value, 0, 255)); }

/// Two pixels a word, BT.601 in video range, in 8-bit fixed point.
void YuyvToRgb(std::span<const uint8_t> yuyv, std::size_t stride, Image& out) {
  for (int y = 0; y < out.height(); ++y) {
    const uint8_t* from = yuyv.data() + static_cast<std::size_t>(y) * stride;
    uint8_t* to = out.Row(y);
    for (int x = 0; x < out.width(); ++x, to += 3) {
      const int luma = 298 * (from[2 * x] - 16) + 128;
      const int u = from[4 * (x / 2) + 1] - 128;
      const int v = from[4 * (x / 2) + 3] - 128;
      to[0] = Level((luma + 409 * v) >> 8);
      to[1] = Level((luma - 100 * u - 208 * v) >> 8);
      to[2] = Level((luma + 516 * u) >> 8);
    }
  }
}

}  // namespace

class Camera::Impl {
 public:
  explicit Impl(int index) : path_(fmt::format("/dev/video{}", index)) {}
  ~Impl() {
    for (const std::span<uint8_t> buffer : mapped_) {
      if (!buffer.empty()) munmap(buffer.data(), buffer.size());
    }
    if (device_ >= 0) close(device_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status Open();
  Result<VideoFrame> Next();
  [[nodiscard]] int width() const { return static_cast<int>(format_.fmt.pix.width); }
  [[nodiscard]] int height() const { return static_cast<int>(format_.fmt.pix.height); }

 private:
  Status ChooseFormat();
  Status StartStreaming();
  Result<v4l2_buffer> Newest();
  Status Decode(std::span<const uint8_t> bytes);
  [[nodiscard]] Error Unavailable(std::string_view what) const {
    return {ErrorCode::kUnavailable, fmt::format("{}: {}", path_, what)};
  }

  std::string path_;
  int device_ = -1;
  v4l2_format format_{};
  std::array<std::span<uint8_t>, kBuffers> mapped_{};
  Image image_;
  std::optional<double> first_t_;
  double last_t_ = -1;
  int64_t number_ = 0;
};

Status Camera::Impl::Open() {
  device_ = open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device_ < 0 && (errno == ENOENT || errno == ENODEV || errno == ENXIO)) {
    return Error{ErrorCode::kNotFound, fmt::format("{}: no such camera; connect one or name a file", path_)};
  }
  if (device_ < 0) return Unavailable(fmt::format("cannot open the camera: {}", std::strerror(errno)));
  v4l2_capability capability{};
  if (Control(device_, VIDIOC_QUERYCAP, &capability) < 0) return Unavailable("not a camera");
  const uint32_t can =
      capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
  if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING)) return Unavailable("not a camera");
  EZPT_CHECK_OK(ChooseFormat());
  return StartStreaming();
}

Status Camera::Impl::ChooseFormat() {
  for (const uint32_t wanted : {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV}) {
    format_ = {};
    format_.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format_.fmt.pix.width = kWidth;
    format_.fmt.pix.height = kHeight;
    format_.fmt.pix.pixelformat = wanted;
    format_.fmt.pix.field = V4L2_FIELD_ANY;
    if (Control(device_, VIDIOC_S_FMT, &format_) < 0) {
      if (errno == EBUSY) return Unavailable("the camera is in use by another program");
      continue;
    }
    if (format_.fmt.pix.pixelformat != wanted) continue;
    constexpr uint32_t kFar = 1u << 20;  // Before the cast to int.
    return CheckPictureSize(path_, static_cast<int>(std::min(format_.fmt.pix.width, kFar)),
                            static_cast<int>(std::min(format_.fmt.pix.height, kFar)));
  }
  return Error{ErrorCode::kUnsupported, fmt::format("{}: the camera gives neither MJPEG nor YUYV", path_)};
}

Status Camera::Impl::StartStreaming() {
  v4l2_requestbuffers request{};
  request.count = kBuffers;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  if (Control(device_, VIDIOC_REQBUFS, &request) < 0) {
    return Unavailable(errno == EBUSY ? "the camera is in use by another program" : "the camera gives no buffers");
  }
  for (uint32_t i = 0; i < std::min<uint32_t>(request.count, kBuffers); ++i) {
    v4l2_buffer buffer{};
    buffer.type = request.type;
    buffer.memory = request.memory;
    buffer.index = i;
    if (Control(device_, VIDIOC_QUERYBUF, &buffer) < 0) return Unavailable("the camera gives no buffers");
    void* at = mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, device_, buffer.m.offset);
    if (at == MAP_FAILED) return Unavailable("the camera's buffers cannot be mapped");
    mapped_[i] = {static_cast<uint8_t*>(at), buffer.length};
    if (Control(device_, VIDIOC_QBUF, &buffer) < 0) return Unavailable("the camera does not start");
  }
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (Control(device_, VIDIOC_STREAMON, &type) < 0) return Unavailable("the camera does not start");
  return {};
}

/// Waits for a frame, then drops all but the last that is ready.
Result<v4l2_buffer> Camera::Impl::Newest() {
  std::optional<v4l2_buffer> newest;
  for (;;) {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    if (Control(device_, VIDIOC_DQBUF, &buffer) == 0) {
      if (buffer.index >= kBuffers) return Unavailable("the camera sent a frame that was not asked for");
      if (newest) Control(device_, VIDIOC_QBUF, &*newest);
      newest = buffer;
      continue;
    }
    if (newest) return *newest;
    if (errno != EAGAIN) return Unavailable("the camera stopped; connect it again");
    pollfd waiting = {device_, POLLIN, 0};
    const int ready = poll(&waiting, 1, kPatienceMs);
    if (ready == 0) return Unavailable("the camera sent nothing for 2 s");
    if (ready > 0 && (waiting.revents & (POLLERR | POLLHUP)) != 0)
      return Unavailable("the camera stopped; connect it again");
  }
}

Status Camera::Impl::Decode(std::span<const uint8_t> bytes) {
  if (format_.fmt.pix.pixelformat == V4L2_PIX_FMT_MJPEG) {
    const auto decoded = DecodeJpegInto(bytes, {}, image_, path_);
    return decoded.ok() ? Status() : Status(decoded.error());
  }
  image_.Resize(width(), height());
  const std::size_t stride = std::max<std::size_t>(format_.fmt.pix.bytesperline, 2 * static_cast<std::size_t>(width()));
  if (width() % 2 != 0 || bytes.size() < stride * static_cast<std::size_t>(height())) {
    return Error{ErrorCode::kDamaged, fmt::format("{}: a frame is cut short", path_)};
  }
  YuyvToRgb(bytes, stride, image_);
  return {};
}

Result<VideoFrame> Camera::Impl::Next() {
  // A camera's first frames, and one now and then, are damaged: take the next.
  constexpr int kTries = 10;
  for (int i = 0; i < kTries; ++i) {
    EZPT_TRY(v4l2_buffer buffer, Newest());
    const std::span<const uint8_t> whole = mapped_[buffer.index];
    const Status decoded = Decode(whole.first(std::min<std::size_t>(buffer.bytesused, whole.size())));
    const double t =
        static_cast<double>(buffer.timestamp.tv_sec) + static_cast<double>(buffer.timestamp.tv_usec) * 1e-6;
    Control(device_, VIDIOC_QBUF, &buffer);
    if (!decoded.ok()) continue;
    if (!first_t_) first_t_ = t;
    if (t - *first_t_ <= last_t_) continue;
    last_t_ = t - *first_t_;
    return VideoFrame{image_.view(), Seconds(last_t_), number_++};
  }
  return Unavailable("the camera sends damaged frames");
}

Camera::Camera(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Camera::~Camera() = default;

Result<std::unique_ptr<Camera>> Camera::Open(int index) {
  auto impl = std::make_unique<Impl>(index);
  EZPT_CHECK_OK(impl->Open());
  return std::unique_ptr<Camera>(new Camera(std::move(impl)));
}

int Camera::width() const { return impl_->width(); }
int Camera::height() const { return impl_->height(); }
Result<VideoFrame> Camera::Next() { return impl_->Next(); }

}  // namespace ezpt::media
