#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "nn/parallel.h"

namespace ezpt::app {

/// Threads that run the parts of a network's operators. Between two operators of
/// one run they spin for some microseconds, because waking takes longer than many
/// operators do; without work they sleep.
class ThreadPool : public nn::ParallelFor {
 public:
  /// REQUIRES: threads ≥ 1, the caller's own included.
  explicit ThreadPool(int threads);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int threads() const override { return static_cast<int>(workers_.size()) + 1; }
  /// One caller at a time.
  void Run(int count, Task task, void* context) override;

 private:
  void Work(int index);

  Task task_ = nullptr;  // nullptr with a new round: the end
  void* context_ = nullptr;
  int count_ = 0;
  std::atomic<unsigned> round_{0};
  std::atomic<int> busy_{0};
  std::vector<std::thread> workers_;
};

}  // namespace ezpt::app
