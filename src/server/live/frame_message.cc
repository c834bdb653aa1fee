#include "server/live/frame_message.h"

#include <bit>
#include <cmath>

#include "body/stream_limits.h"

namespace ezpt::server {
namespace {

constexpr uint8_t kMagic = 0xE7;
constexpr uint8_t kVersion = 1;
constexpr auto kMaxFraction = static_cast<float>(body::kMaxPicturesAway);
constexpr std::size_t kLandmarkPrefix = 4;
constexpr std::size_t kPointBytes = 12;

template <typename T>
T ReadUint(std::string_view bytes, std::size_t at) {
  uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value |= uint64_t{static_cast<uint8_t>(bytes[at + i])} << (8 * i);
  return static_cast<T>(value);
}

float ReadFloat(std::string_view bytes, std::size_t at) { return std::bit_cast<float>(ReadUint<uint32_t>(bytes, at)); }

template <typename T>
void AppendUint(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>((uint64_t{value} >> (8 * i)) & 0xFF));
}

Error Damaged(std::string what) { return {ErrorCode::kDamaged, "live frame: " + std::move(what)}; }

bool SideInRange(int pixels) { return pixels >= body::kMinPictureSide && pixels <= kMaxLiveSide; }

}  // namespace

Result<FrameMessage> ParseFrameMessage(std::string_view message) {
  if (message.size() > kMaxMessageBytes) {
    return Error{ErrorCode::kLimitExceeded, "live frame: over 512 KiB; send smaller pictures"};
  }
  if (message.size() < kFrameHeaderBytes) return Damaged("shorter than its header of 24 bytes");
  if (static_cast<uint8_t>(message[0]) != kMagic) return Damaged("it does not begin with 0xE7");
  if (static_cast<uint8_t>(message[1]) != kVersion) {
    return Error{ErrorCode::kUnsupported, "live frame: unknown version; reload the page"};
  }
  const auto type = static_cast<uint8_t>(message[2]);
  if (type != 1 && type != 2) return Error{ErrorCode::kUnsupported, "live frame: unknown type; reload the page"};
  if (message[3] != 0) return Damaged("byte 3 is not 0");
  FrameMessage frame;
  frame.type = static_cast<FrameType>(type);
  frame.sequence = ReadUint<uint32_t>(message, 4);
  frame.t = std::bit_cast<double>(ReadUint<uint64_t>(message, 8));
  frame.width = ReadUint<uint16_t>(message, 16);
  frame.height = ReadUint<uint16_t>(message, 18);
  frame.payload = message.substr(kFrameHeaderBytes);
  if (!std::isfinite(frame.t) || std::fabs(frame.t) > body::kMaxClockSeconds) {
    return Damaged("its time is not a number of seconds in range");
  }
  if (!SideInRange(frame.width) || !SideInRange(frame.height)) return Damaged("width and height must be 32 to 1920");
  if (ReadUint<uint32_t>(message, 20) != frame.payload.size()) return Damaged("its length is not that of the payload");
  return frame;
}

Result<body::PoseFrame> ParseLandmarks(const FrameMessage& message) {
  const std::string_view bytes = message.payload;
  if (bytes.size() < kLandmarkPrefix) return Damaged("landmarks are cut short");
  const auto topology = static_cast<uint8_t>(bytes[0]);
  const auto found = static_cast<uint8_t>(bytes[1]);
  if (topology != 0) return Error{ErrorCode::kUnsupported, "live frame: unknown topology; reload the page"};
  if (found > 1 || bytes[2] != 0 || bytes[3] != 0) return Damaged("a reserved byte of the landmarks is not 0");
  if (bytes.size() != kLandmarkPrefix + found * body::kCocoCount * kPointBytes)
    return Damaged("wrong number of landmarks");
  body::PoseFrame frame;
  frame.t = Seconds(message.t);
  if (found == 0) return frame;
  body::Pose pose;
  for (std::size_t i = 0; i < body::kCocoCount; ++i) {
    const std::size_t at = kLandmarkPrefix + i * kPointBytes;
    const float x = ReadFloat(bytes, at);
    const float y = ReadFloat(bytes, at + 4);
    const double score = body::ClampScore(double{ReadFloat(bytes, at + 8)});
    const bool in_range = std::fabs(x) <= kMaxFraction && std::fabs(y) <= kMaxFraction;  // False for NaN.
    if (!in_range) return Damaged("a landmark is not a number in range: x and y are fractions of the picture");
    if (score < 0) return Damaged("a landmark's score is not a number in range: it goes from 0 to 1");
    pose.points[i] = {x * static_cast<float>(message.width), y * static_cast<float>(message.height), 0.0F,
                      static_cast<float>(score)};
  }
  frame.pose = pose;
  return frame;
}

std::string EncodeFrameMessage(const FrameMessage& frame) {
  std::string out;
  out.reserve(kFrameHeaderBytes + frame.payload.size());
  AppendUint(out, kMagic);
  AppendUint(out, kVersion);
  AppendUint(out, static_cast<uint8_t>(frame.type));
  AppendUint(out, uint8_t{0});
  AppendUint(out, frame.sequence);
  AppendUint(out, std::bit_cast<uint64_t>(frame.t));
  AppendUint(out, static_cast<uint16_t>(frame.width));
  AppendUint(out, static_cast<uint16_t>(frame.height));
  AppendUint(out, static_cast<uint32_t>(frame.payload.size()));
  out.append(frame.payload);
  return out;
}

}  // namespace ezpt::server
