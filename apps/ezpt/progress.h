#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ezpt::app {

/// A bar on standard error, only where that is a terminal; gone when it ends.
class Progress {
 public:
  /// @param total steps expected; 0 where nobody knows: then a plain count.
  Progress(std::string label, int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(int64_t done);

 private:
  std::string label_;
  int64_t total_;
  bool shown_;
  std::chrono::steady_clock::time_point next_{};
};

/// One line on standard error of what is no error, in place of a bar that stands there.
void Warn(const std::string& message);

}  // namespace ezpt::app
