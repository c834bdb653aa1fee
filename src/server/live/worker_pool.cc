#include "server/live/worker_pool.h"

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

}  // namespace ezpt::server
