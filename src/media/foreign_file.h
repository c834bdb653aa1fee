#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ezpt::media {

/// A file of a kind that is not read here.
struct ForeignFile {
  std::string_view what;    ///< "a HEIC picture"
  std::string_view advice;  ///< "export it as JPEG or PNG"
};

/// How much of a file's start is needed to tell.
inline constexpr std::size_t kForeignFileBytes = 4096;

/// Names a file of a kind that people take for a picture or a recording, by its first bytes, never by its name. Nothing
/// for what is read here, and for what is not known.
[[nodiscard]] std::optional<ForeignFile> NameForeignFile(std::span<const uint8_t> start);

}  // namespace ezpt::media
