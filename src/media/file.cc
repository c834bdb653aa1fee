#include "media/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "media/output_file.h"

namespace ezpt::media {
namespace {

Result<File> OpenForReading(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    return Error{ErrorCode::kNotFound, fmt::format("{}: is a folder; name a file", path)};
  }
  // Looking at its start to tell what it holds would eat a pipe's first bytes.
  if (std::filesystem::is_fifo(status) || std::filesystem::is_socket(status)) {
    return Error{ErrorCode::kNotFound, fmt::format("{}: is a pipe; write it to a file and name that", path)};
  }
  File file(std::fopen(path.c_str(), "rb"));
  if (!file) return Error{ErrorCode::kNotFound, fmt::format("{}: cannot open: {}", path, std::strerror(errno))};
  return file;
}

Result<std::vector<uint8_t>> ReadUpTo(std::FILE* file, const std::string& path, std::size_t count) {
  std::vector<uint8_t> bytes;
  constexpr std::size_t kChunk = std::size_t{1} << 16;
  while (bytes.size() < count) {
    const std::size_t old_size = bytes.size();
    const std::size_t wanted = std::min(kChunk, count - old_size);
    bytes.resize(old_size + wanted);
    const std::size_t got = std::fread(bytes.data() + old_size, 1, wanted, file);
    bytes.resize(old_size + got);
    if (got < wanted) break;
  }
  if (std::ferror(file)) return Error{ErrorCode::kDamaged, fmt::format("{}: cannot be read to its end", path)};
  return bytes;
}

}  // namespace

Result<std::vector<uint8_t>> ReadFile(const std::string& path, std::size_t limit) {
  EZPT_TRY(File file, OpenForReading(path));
  EZPT_TRY(std::vector<uint8_t> bytes, ReadUpTo(file.get(), path, limit + 1));
  if (bytes.size() > limit) {
    return Error{ErrorCode::kLimitExceeded, fmt::format("{}: larger than {} MB, the limit", path, limit >> 20)};
  }
  return bytes;
}

Result<std::vector<uint8_t>> ReadStart(const std::string& path, std::size_t count) {
  EZPT_TRY(File file, OpenForReading(path));
  return ReadUpTo(file.get(), path, count);
}

Status WriteFile(const std::string& path, std::span<const uint8_t> bytes) {
  OutputFile output(path);
  File file(std::fopen(output.working_path().c_str(), "wb"));
  if (!file) return output.CannotOpen();
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const bool closed = std::fclose(file.release()) == 0;
  return written && closed ? output.Commit() : output.CannotWrite();
}

}  // namespace ezpt::media
