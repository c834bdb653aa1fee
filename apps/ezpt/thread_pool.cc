#include "thread_pool.h"

namespace ezpt::app {
namespace {

constexpr int kSpins = 20000;  // some tens of microseconds

}  // namespace

ThreadPool::ThreadPool(int threads) {
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this, i] { Work(i); });
}

ThreadPool::~ThreadPool() {
  task_ = nullptr;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::Run(int count, Task task, void* context) {
  task_ = task;
  context_ = context;
  count_ = count;
  busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  task(context, 0);
  for (int spins = 0; busy_.load(std::memory_order_acquire) != 0; ++spins) {
    if (spins > kSpins) std::this_thread::yield();
  }
}

void ThreadPool::Work(int index) {
  for (unsigned seen = 0;; ++seen) {
    for (int spins = 0; round_.load(std::memory_order_acquire) == seen; ++spins) {
      if (spins > kSpins) round_.wait(seen, std::memory_order_acquire);
    }
    if (task_ == nullptr) return;
    if (index < count_) task_(context_, index);
    busy_.fetch_sub(1, std::memory_order_release);
  }
}

}  // namespace ezpt::app
