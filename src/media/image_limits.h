#pragma once

#include <string_view>

#include "base/result.h"

namespace ezpt::media {

/// A picture smaller than this holds no person worth measuring.
inline constexpr int kMinSide = 32;
/// Larger than any camera of today; bounds what a hostile file can allocate (201 MB).
inline constexpr int kMaxSide = 8192;

/// kDamaged below kMinSide, kLimitExceeded above kMaxSide; `name` opens the message.
[[nodiscard]] Status CheckPictureSize(std::string_view name, int width, int height);

}  // namespace ezpt::media
