// Recordings come from strangers, and their layout is walked by hand. The first byte picks the container.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "media/container_layout.h"
#include "media/file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  constexpr std::string_view kContainers[] = {"mov,mp4", "avi", "matroska,webm", "asf", "ogg", "mpegts"};
  constexpr uint64_t kPacketDistances[] = {188, 192, 204, 0};
  if (size < 2) return 0;
  // The walkers only read.
  const media::File file(fmemopen(const_cast<uint8_t*>(data + 1), size - 1, "rb"));
  if (!file) return 0;
  const std::string_view container = kContainers[data[0] % std::size(kContainers)];
  const bool cut = media::LayoutIsCut(*file, container, kPacketDistances[data[0] >> 6]);
  media::MissingIndex(*file);
  // The answer is the file's, not the one of where it was read last.
  if (cut != media::LayoutIsCut(*file, container, kPacketDistances[data[0] >> 6])) __builtin_trap();
  return 0;
}
