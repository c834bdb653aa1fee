#include "server/net/frame_counter.h"

#include <algorithm>

namespace ezpt::server {
namespace {

constexpr uint8_t kFinal = 0x80;
constexpr uint8_t kOpcode = 0x0f;
constexpr uint8_t kControl = 0x08;
constexpr uint8_t kClose = 0x08;
constexpr uint8_t kMasked = 0x80;
constexpr uint8_t kLength = 0x7f;
constexpr uint8_t kLength16 = 126;
constexpr uint8_t kLength64 = 127;

std::size_t LengthBytes(uint8_t second) {
  const uint8_t length = second & kLength;
  if (length == kLength64) return 8;
  return length == kLength16 ? 2 : 0;
}

/// Of a frame's header, by its first two bytes.
std::size_t HeaderBytes(uint8_t second) { return 2 + LengthBytes(second) + ((second & kMasked) != 0 ? 4 : 0); }

}  // namespace

void FrameCounter::Take(std::string_view bytes, Clock::time_point now) {
  while (!bytes.empty()) {
    if (payload_left_ > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<uint64_t>(payload_left_, bytes.size()));
      payload_left_ -= skipped;
      bytes.remove_prefix(skipped);
      continue;
    }
    header_[have_++] = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    if (have_ >= 2 && have_ == HeaderBytes(header_[1])) EndHeader(now);
  }
}

void FrameCounter::EndHeader(Clock::time_point now) {
  const std::size_t length_bytes = LengthBytes(header_[1]);
  payload_left_ = length_bytes == 0 ? header_[1] & kLength : 0;
  for (std::size_t i = 0; i < length_bytes; ++i) payload_left_ = payload_left_ << 8 | header_[2 + i];
  have_ = 0;
  const uint8_t opcode = header_[0] & kOpcode;
  if (opcode == kClose) closed_ = true;
  const bool large_fragment = (header_[0] & kFinal) == 0 && payload_left_ >= kSmallFragment;
  if ((opcode & kControl) != 0 || !large_fragment) Count(now);
}

void FrameCounter::Count(Clock::time_point now) {
  if (now - second_started_ >= std::chrono::seconds(1)) {
    second_started_ = now;
    in_this_second_ = 0;
  }
  if (++in_this_second_ > kPerSecond) over_ = true;
}

}  // namespace ezpt::server
