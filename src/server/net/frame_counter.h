#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ezpt::server {

/// Counts what a WebSocket's other side sends, in the bytes as they come: what
/// the library answers by itself (pings) or passes over (empty fragments) costs
/// time too. Against the rate count every last frame of a message, every control
/// frame, and every small fragment; large fragments are bounded by the size of a message.
/// One thread at a time. Source: RFC 6455, section 5.2.
class FrameCounter {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr int kPerSecond = 120;
  static constexpr uint64_t kSmallFragment = 4096;  ///< Bytes. Browsers split long messages into larger ones.

  /// The next bytes of the stream.
  void Take(std::string_view bytes, Clock::time_point now);

  /// More than kPerSecond came within a second; stays true.
  [[nodiscard]] bool IsOver() const { return over_; }
  /// The other side has sent its close frame.
  [[nodiscard]] bool HasClosed() const { return closed_; }

 private:
  void Count(Clock::time_point now);
  void EndHeader(Clock::time_point now);

  static constexpr std::size_t kMaxHeader = 14;
  uint8_t header_[kMaxHeader] = {};
  std::size_t have_ = 0;       ///< Bytes of the header.
  uint64_t payload_left_ = 0;  ///< Of the frame under way.
  Clock::time_point second_started_{};
  int in_this_second_ = 0;
  bool over_ = false;
  bool closed_ = false;
};

}  // namespace ezpt::server
