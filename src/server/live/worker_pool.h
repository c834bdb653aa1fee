#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ezpt::server {

/// A fixed number of threads that take jobs in order. Jobs do not throw.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  /// Runs the jobs that were taken, drops those that wait, joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  enum class Start { kNow, kWaits };
  /// kWaits: every thread is taken, the job waits for one. Thread-safe.
  Start Submit(std::function<void()> job);

  /// Finishes every job, also those that wait; later ones are refused silently.
  void Drain();

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  int free_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ezpt::server
