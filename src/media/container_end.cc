#include "media/container_end.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "media/container_layout.h"
#include "media/file.h"

namespace ezpt::media {
namespace {

constexpr const char* kCutShort = "cut short: the file ends before the recording does";

bool IsCut(const std::string& path, const AVFormatContext& format) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return false;
  const std::string_view name = format.iformat->name;
  int64_t distance = 0;
  if (name == "mpegts") av_opt_get_int(format.priv_data, "ts_packetsize", 0, &distance);
  return LayoutIsCut(*file, name, distance > 0 ? static_cast<uint64_t>(distance) : 0);
}

}  // namespace

std::string MissingSamples(const std::string& path, const AVStream& stream) {
  std::error_code ignored;
  const auto size = static_cast<int64_t>(std::filesystem::file_size(path, ignored));
  if (ignored) return {};
  // libavformat's functions ask for a stream that may change.
  auto* const indexed = const_cast<AVStream*>(&stream);
  const int count = avformat_index_get_entries_count(indexed);
  int there = 0;
  for (int i = 0; i < count; ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(indexed, i);
    there += entry->pos + entry->size <= size ? 1 : 0;
  }
  return there < count ? fmt::format("cut short: {} of {} frames are there", there, count) : std::string();
}

std::string MissingAtEnd(const std::string& path, const AVFormatContext& format, const AVStream& stream) {
  if (std::string_view(format.iformat->name).starts_with("mov")) {
    if (std::string missing = MissingSamples(path, stream); !missing.empty()) return missing;
  }
  return IsCut(path, format) ? kCutShort : std::string();
}

std::string MissingToOpen(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  return file ? std::string(MissingIndex(*file)) : std::string();
}

}  // namespace ezpt::media
