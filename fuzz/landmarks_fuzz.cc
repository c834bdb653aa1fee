// Landmark streams are uploaded by strangers: a header line, then frames.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "media/landmark_format.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const auto info = media::ParseLandmarkHeader(text.substr(0, end));
  if (!info.ok() || end == std::string_view::npos) return 0;
  const auto frame = media::ParseLandmarkFrame(text.substr(end + 1), *info);
  if (!frame.ok()) return 0;
  // What was accepted must survive being written and read again.
  if (!media::ParseLandmarkFrame(media::FormatLandmarkFrame(*frame), *info).ok()) __builtin_trap();
  return 0;
}
