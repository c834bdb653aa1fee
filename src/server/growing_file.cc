#include "server/growing_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace ezpt::server {

Status GrowingFile::Begin(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error{ErrorCode::kUnavailable, path + ": cannot be read"};
  descriptor_.store(descriptor, std::memory_order_release);
  return {};
}

GrowingFile::~GrowingFile() {
  if (descriptor_ != kNotYet) close(descriptor_);
}

GrowingFile::Piece GrowingFile::Read(uint64_t offset, std::size_t max_bytes) const {
  Piece piece;
  // The state first: what is read after "whole" was seen lacks nothing.
  piece.state = state_.load(std::memory_order_acquire);
  const int descriptor = descriptor_.load(std::memory_order_acquire);
  if (piece.state == State::kFailed || descriptor == kNotYet) return piece;
  piece.bytes.resize(max_bytes);
  ssize_t got = 0;
  do {
    got = pread(descriptor, piece.bytes.data(), max_bytes, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  piece.bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (got < 0) piece.state = State::kFailed;
  return piece;
}

}  // namespace ezpt::server
