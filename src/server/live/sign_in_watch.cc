#include "server/live/sign_in_watch.h"

#include <chrono>
#include <set>
#include <utility>

namespace ezpt::server {
namespace {

constexpr std::chrono::milliseconds kEvery{400};

}  // namespace

SignInWatch::SignInWatch(std::function<Result<bool>(const std::string& sign_in)> holds)
    : holds_(std::move(holds)), looker_("sign_in_watch_failed", [this] { Look(); }) {}

SignInWatch::~SignInWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  looker_.Join();
}

SignInWatch::Ticket& SignInWatch::Ticket::operator=(Ticket&& other) noexcept {
  std::swap(watch_, other.watch_);
  std::swap(entry_, other.entry_);
  return *this;
}

SignInWatch::Ticket::~Ticket() {
  if (watch_ == nullptr) return;
  const std::lock_guard lock(watch_->mutex_);
  watch_->open_.erase(entry_);
}

SignInWatch::Ticket SignInWatch::Watch(std::string sign_in, std::function<void()> end) {
  const std::lock_guard lock(mutex_);
  open_.push_front({std::move(sign_in), std::move(end)});
  changed_.notify_all();
  return {*this, open_.begin()};
}

void SignInWatch::Look() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (open_.empty()) {
      changed_.wait(lock, [this] { return stopping_ || !open_.empty(); });
      continue;
    }
    std::set<std::string> sign_ins;
    for (const Entry& entry : open_) sign_ins.insert(entry.sign_in);
    lock.unlock();
    for (const std::string& sign_in : sign_ins) {
      const auto held = holds_(sign_in);
      if (held.ok() && !*held) EndAll(sign_in);
    }
    lock.lock();
    changed_.wait_for(lock, kEvery, [this] { return stopping_; });
  }
}

void SignInWatch::EndAll(const std::string& sign_in) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : open_) {
    if (entry.sign_in == sign_in && entry.end != nullptr) std::exchange(entry.end, nullptr)();
  }
}

}  // namespace ezpt::server
