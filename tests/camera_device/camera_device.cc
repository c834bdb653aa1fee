// A Video4Linux camera for programs that are started with this library preloaded: /dev/video0 is there and shows a
// film. It speaks the part of the kernel's interface that a capture program needs (videodev2.h): formats, mapped
// buffers, streaming. By environment:
//   EZPT_CAMERA_FILM    JPEGs, one after another, shown at 30 a second of the camera's clock and then no more
//   EZPT_CAMERA_CLOCK   how many times faster than the wall's that clock goes (1)
//   EZPT_CAMERA_STATE   "ok", "busy" (another program has it) or "raw" (YUYV only: grey)
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr uint32_t kWidth = 640, kHeight = 480, kRoom = kWidth * kHeight * 2;
constexpr double kFps = 30;
constexpr std::size_t kMostBuffers = 8;

struct Device {
  int fd = -1;  ///< A timer: readable when the next frame is there.
  bool raw = false;
  std::vector<std::string> film;
  std::array<uint8_t*, kMostBuffers> buffers{};
  std::deque<uint32_t> queued;
  std::size_t shown = 0;
};

Device& TheDevice() {
  static Device device;
  return device;
}

std::string Setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

template <typename Function>
Function Next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int Fail(int code) {
  errno = code;
  return -1;
}

/// Each ends where an end-of-image marker stands before the next one's start.
std::vector<std::string> ReadFilm(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  constexpr std::string_view kBetween = "\xff\xd9\xff\xd8";
  std::vector<std::string> film;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find(kBetween, at);
    const std::size_t next = end == std::string::npos ? all.size() : end + 2;
    film.push_back(all.substr(at, next - at));
    at = next;
  }
  return film;
}

int OpenDevice() {
  Device& device = TheDevice();
  device.film = ReadFilm(Setting("EZPT_CAMERA_FILM", ""));
  device.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  return device.fd;
}

int StartStreaming() {
  const double seconds = 1 / kFps / std::strtod(Setting("EZPT_CAMERA_CLOCK", "1").c_str(), nullptr);
  itimerspec every{};
  every.it_interval.tv_nsec = static_cast<int64_t>(seconds * 1e9);
  every.it_value = every.it_interval;
  return timerfd_settime(TheDevice().fd, 0, &every, nullptr);
}

int SetFormat(v4l2_format& format) {
  Device& device = TheDevice();
  if (Setting("EZPT_CAMERA_STATE", "ok") == "busy") return Fail(EBUSY);
  device.raw = Setting("EZPT_CAMERA_STATE", "ok") == "raw";
  format.fmt.pix.pixelformat = device.raw ? V4L2_PIX_FMT_YUYV : V4L2_PIX_FMT_MJPEG;
  format.fmt.pix.width = kWidth;
  format.fmt.pix.height = kHeight;
  format.fmt.pix.bytesperline = device.raw ? 2 * kWidth : 0;
  format.fmt.pix.sizeimage = kRoom;
  return 0;
}

int Dequeue(v4l2_buffer& buffer) {
  Device& device = TheDevice();
  if (device.shown == device.film.size()) return Fail(ENODEV);  // the plug is pulled
  uint64_t ticks = 0;
  if (device.queued.empty() || read(device.fd, &ticks, sizeof ticks) < 0) return Fail(EAGAIN);
  buffer.index = device.queued.front();
  device.queued.pop_front();
  uint8_t* const to = device.buffers[buffer.index];
  const std::string& frame = device.film[device.shown];
  if (device.raw) {
    std::memset(to, 128, kRoom);
    buffer.bytesused = kRoom;
  } else {
    buffer.bytesused = static_cast<uint32_t>(std::min<std::size_t>(frame.size(), kRoom));
    std::memcpy(to, frame.data(), buffer.bytesused);
  }
  const double t = static_cast<double>(device.shown++) / kFps;
  buffer.timestamp.tv_sec = static_cast<time_t>(t);
  buffer.timestamp.tv_usec = static_cast<suseconds_t>((t - static_cast<double>(buffer.timestamp.tv_sec)) * 1e6);
  return 0;
}

int Control(unsigned long request, void* argument) {
  Device& device = TheDevice();
  auto& buffer = *static_cast<v4l2_buffer*>(argument);
  switch (request) {
    case VIDIOC_QUERYCAP:
      static_cast<v4l2_capability*>(argument)->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    case VIDIOC_S_FMT:
      return SetFormat(*static_cast<v4l2_format*>(argument));
    case VIDIOC_REQBUFS:
      return static_cast<v4l2_requestbuffers*>(argument)->count <= kMostBuffers ? 0 : Fail(EINVAL);
    case VIDIOC_QUERYBUF:
      buffer.length = kRoom;
      buffer.m.offset = buffer.index * kRoom;
      return 0;
    case VIDIOC_QBUF:
      device.queued.push_back(buffer.index);
      return 0;
    case VIDIOC_DQBUF:
      return Dequeue(buffer);
    case VIDIOC_STREAMON:
      return StartStreaming();
    default:
      return Fail(ENOTTY);
  }
}

int OpenAs(const char* name, const char* path, int flags, mode_t mode) {
  if (std::strcmp(path, "/dev/video0") == 0) return OpenDevice();
  return Next<int (*)(const char*, int, ...)>(name)(path, flags, mode);
}

void* MapAs(const char* name, void* at, std::size_t length, int protection, int flags, int fd, off_t offset) {
  const auto map = Next<void* (*)(void*, std::size_t, int, int, int, off_t)>(name);
  if (fd < 0 || fd != TheDevice().fd) return map(at, length, protection, flags, fd, offset);
  void* const buffer = map(at, length, protection, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  TheDevice().buffers.at(static_cast<std::size_t>(offset) / kRoom) = static_cast<uint8_t*>(buffer);
  return buffer;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{};
  va_end(rest);
  return OpenAs("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : mode_t{};
  va_end(rest);
  return OpenAs("open64", path, flags, mode);
}

int ioctl(int fd, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  if (fd >= 0 && fd == TheDevice().fd) return Control(request, argument);
  return Next<int (*)(int, unsigned long, ...)>("ioctl")(fd, request, argument);
}

void* mmap(void* at, std::size_t length, int protection, int flags, int fd, off_t offset) {
  return MapAs("mmap", at, length, protection, flags, fd, offset);
}

void* mmap64(void* at, std::size_t length, int protection, int flags, int fd, off_t offset) {
  return MapAs("mmap64", at, length, protection, flags, fd, offset);
}
}
