#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "body/landmarks.h"

namespace ezpt::media {

/// `ezpt.landmarks/1` (docs/formats/landmark-stream.md): a header line, then a line
/// a frame, each a JSON object. Lines here have no newline.

/// Longer lines are refused: 33 points of full-precision numbers take 2 KB.
inline constexpr std::size_t kMaxLandmarkLine = 16 << 10;

/// Errors (kDamaged) name the field, not the line: the caller knows the line.
/// Unknown fields are ignored. Thread-safe.
[[nodiscard]] Result<body::StreamInfo> ParseLandmarkHeader(std::string_view line);

/// A frame of a stream whose header is `info`; a score a little over 1 is read as 1. kDamaged for a wrong count of
/// points or of numbers in one, and for a score, a coordinate or a time out of the limits of body/stream_limits.h.
[[nodiscard]] Result<body::PoseFrame> ParseLandmarkFrame(std::string_view line, const body::StreamInfo& info);

[[nodiscard]] std::string FormatLandmarkHeader(const body::StreamInfo& info);

/// Numbers are the shortest that read back to the same float: reading what was
/// written gives the same landmarks to the bit.
[[nodiscard]] std::string FormatLandmarkFrame(const body::PoseFrame& frame);

}  // namespace ezpt::media
