#include "media/output_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace ezpt::media {

namespace fs = std::filesystem;

OutputFile::OutputFile(std::string path) : path_(std::move(path)), final_path_(path_), working_path_(path_) {
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) return;  // Opening a folder says what is wrong.
  if (fs::exists(status)) {
    const fs::path target = fs::canonical(path_, error);
    if (!error) final_path_ = target.string();
    // A file that may not be written may not be replaced either.
    if (access(final_path_.c_str(), W_OK) != 0) return;
  }
  working_path_ = fmt::format("{}.{}.part", final_path_, getpid());
}

OutputFile::~OutputFile() {
  if (state_ == State::kOpen && working_path_ != path_) std::remove(working_path_.c_str());
}

Error OutputFile::CannotOpen() const {
  return {ErrorCode::kInvalidArgument, fmt::format("{}: cannot write: {}", path_, std::strerror(errno))};
}

Error OutputFile::CannotWrite() const {
  return {ErrorCode::kUnavailable, fmt::format("{}: cannot write; is the disk full?", path_)};
}

Status OutputFile::Commit() {
  if (working_path_ != path_ && std::rename(working_path_.c_str(), final_path_.c_str()) != 0) return CannotWrite();
  state_ = State::kDone;
  return {};
}

}  // namespace ezpt::media
