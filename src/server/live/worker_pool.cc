#include "server/live/worker_pool.h"

namespace ezpt::server {

WorkerPool::WorkerPool(int threads) : free_(threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
  }
  Drain();
}

WorkerPool::Start WorkerPool::Submit(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return Start::kWaits;
  waiting_.push_back(std::move(job));
  wake_.notify_one();
  return static_cast<int>(waiting_.size()) <= free_ ? Start::kNow : Start::kWaits;
}

void WorkerPool::Drain() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::function<void()> job = std::move(waiting_.front());
    waiting_.pop_front();
    --free_;
    lock.unlock();
    job();
    job = nullptr;  // What it holds may end here: not under the lock.
    lock.lock();
    ++free_;
  }
}

}  // namespace ezpt::server
