#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::media {

/// The whole file. kNotFound where it cannot be opened or is a folder,
/// kLimitExceeded above `limit` bytes. Thread-safe.
[[nodiscard]] Result<std::vector<uint8_t>> ReadFile(const std::string& path, std::size_t limit);

/// The first `count` bytes, or fewer where the file is shorter. Errors as ReadFile.
[[nodiscard]] Result<std::vector<uint8_t>> ReadStart(const std::string& path, std::size_t count);

/// Replaces the file. A failed write leaves no partial file behind.
[[nodiscard]] Status WriteFile(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace ezpt::media
