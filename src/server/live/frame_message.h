#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "body/landmarks.h"

/// The binary messages of docs/formats/live-protocol.md.
namespace ezpt::server {

inline constexpr std::size_t kMaxMessageBytes = 512u << 10;
inline constexpr std::size_t kFrameHeaderBytes = 24;
/// Pixels; the shortest side is body::kMinPictureSide.
inline constexpr int kMaxLiveSide = 1920;

enum class FrameType : uint8_t { kJpeg = 1, kLandmarks = 2 };

/// One binary message. The payload is the rest of the message it was read from.
struct FrameMessage {
  FrameType type = FrameType::kJpeg;
  uint32_t sequence = 0;
  double t = 0;   ///< Capture clock, seconds; finite.
  int width = 0;  ///< Pixels.
  int height = 0;
  std::string_view payload;
};

/// Reads the header. The payload points into `message`.
/// Errors: kLimitExceeded over 512 KiB, kUnsupported for another version or type,
/// kDamaged for anything else that the format does not allow. Cost: O(1).
[[nodiscard]] Result<FrameMessage> ParseFrameMessage(std::string_view message);

/// Reads a payload of type 2 into pixels of a `width`×`height` picture.
/// A score a little over 1 is read as 1. Errors: kDamaged for a wrong size, and a number out of the limits of
/// body/stream_limits.h, which are those of a landmark stream too.
[[nodiscard]] Result<body::PoseFrame> ParseLandmarks(const FrameMessage& message);

/// The bytes of a message with the header of `frame` and its payload: what a
/// client sends.
[[nodiscard]] std::string EncodeFrameMessage(const FrameMessage& frame);

}  // namespace ezpt::server
