#include "server/live/worker_pool.h"

#include <cmath>
#include <ctime>

#include "server/guard.h"

namespace ezpt::server {

WorkerPool::WorkerPool(int threads) : free_(threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back("worker_failed", [this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
  }
  Drain();
}

WorkerPool::Start WorkerPool::Submit(std::function<void()> job, std::chrono::nanoseconds spent) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return Start::kWaits;
  waiting_.emplace(std::pair(spent, arrivals_++), std::move(job));
  wake_.notify_one();
  return static_cast<int>(waiting_.size()) <= free_ ? Start::kNow : Start::kWaits;
}

void WorkerPool::Drain() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (SteadyThread& thread : threads_) thread.Join();
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::function<void()> job = std::move(waiting_.extract(waiting_.begin()).mapped());
    --free_;
    lock.unlock();
    Guarded("job_failed", job);
    Guarded("job_failed", [&job] { job = nullptr; });  // What it holds may end here: not under the lock.
    lock.lock();
    ++free_;
  }
}

void RecentCost::Add(std::chrono::nanoseconds spent, Clock::time_point now) {
  spent_ = At(now) + spent;
  at_ = now;
}

std::chrono::nanoseconds RecentCost::At(Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - at_).count();
  return std::chrono::nanoseconds(std::llround(static_cast<double>(spent_.count()) * std::exp2(-seconds)));
}

std::chrono::nanoseconds ThreadTime() {
  timespec time{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace ezpt::server
