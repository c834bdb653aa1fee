#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace ezpt::app {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr int kWidth = 30;

}  // namespace

Progress::Progress(std::string label, int64_t total)
    : label_(std::move(label)), total_(total), shown_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::Update(int64_t done) {
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  if (total_ <= 0) {
    std::fprintf(stderr, "\r%s %lld\033[K", label_.c_str(), static_cast<long long>(done));
    return;
  }
  const int filled = static_cast<int>(std::min<int64_t>(kWidth, done * kWidth / total_));
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(kWidth - filled), '-');
  std::fprintf(stderr, "\r%s [%s] %lld/%lld\033[K", label_.c_str(), bar.c_str(), static_cast<long long>(done),
               static_cast<long long>(total_));
}

void Warn(const std::string& message) {
  std::fprintf(stderr, "%sezpt: %s\n", isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "", message.c_str());
}

}  // namespace ezpt::app
