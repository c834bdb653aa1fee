#include "server/steady_thread.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "server/guard.h"

namespace ezpt::server {
namespace {

constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{30'000};

}  // namespace

SteadyThread::SteadyThread(std::string event, std::function<void()> work)
    : event_(std::move(event)), work_(std::move(work)), thread_([this] { Run(); }) {}

void SteadyThread::Join() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SteadyThread::Run() {
  auto pause = kFirstPause;
  while (!Guarded(event_, work_)) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, pause, [this] { return leaving_; })) return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace ezpt::server
