#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace ezpt::server {

/// A file that one thread still writes while others read it, from before it is
/// there. What was read is never taken back; renaming the file changes nothing
/// for its readers. Thread-safe.
class GrowingFile {
 public:
  enum class State { kGrowing, kWhole, kFailed };

  GrowingFile() = default;
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  /// At most `max_bytes` from `offset` on. Empty and kGrowing: there will be more,
  /// ask again. Empty and kWhole: this is the end. Never waits for the writer.
  struct Piece {
    std::string bytes;
    State state = State::kGrowing;
  };
  [[nodiscard]] Piece Read(uint64_t offset, std::size_t max_bytes) const;

  /// By the writer, once, when the file is there to be read.
  /// Errors: kUnavailable when there is no such file.
  [[nodiscard]] Status Begin(const std::string& path);
  /// By the writer, once, when all is in the file or nothing more will come.
  void End(State state) { state_.store(state, std::memory_order_release); }

 private:
  static constexpr int kNotYet = -1;

  std::atomic<int> descriptor_ = kNotYet;
  std::atomic<State> state_ = State::kGrowing;
};

}  // namespace ezpt::server
