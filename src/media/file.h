#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::media {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

/// The whole file. kNotFound where it cannot be opened or is a folder or a pipe,
/// kLimitExceeded above `limit` bytes. Thread-safe.
[[nodiscard]] Result<std::vector<uint8_t>> ReadFile(const std::string& path, std::size_t limit);

/// The first `count` bytes, or fewer where the file is shorter. Errors as ReadFile.
[[nodiscard]] Result<std::vector<uint8_t>> ReadStart(const std::string& path, std::size_t count);

/// Replaces the file once all of it is written (output_file.h). Errors: kInvalidArgument
/// where the path cannot be opened, kUnavailable where the disk is full.
[[nodiscard]] Status WriteFile(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace ezpt::media
