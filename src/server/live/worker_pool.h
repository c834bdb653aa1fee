#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <utility>

#include "server/steady_thread.h"

namespace ezpt::server {

/// A fixed number of threads that take jobs; of those that wait the cheapest first,
/// and of equals the one that came first. What a job throws is logged and ends
/// that job only.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  /// Runs the jobs that were taken, drops those that wait, joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  enum class Start { kNow, kWaits };
  /// kWaits: every thread is taken, the job waits for one. Thread-safe.
  /// @param spent what the job's owner had of the threads of late: while others
  ///   wait, who had least goes first, so that nobody's dear frames hold up the rest.
  Start Submit(std::function<void()> job, std::chrono::nanoseconds spent = {});

  /// Finishes every job, also those that wait; later ones are refused silently.
  void Drain();

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  /// By what was spent, then by arrival.
  std::map<std::pair<std::chrono::nanoseconds, uint64_t>, std::function<void()>> waiting_;
  uint64_t arrivals_ = 0;
  int free_ = 0;
  bool stopping_ = false;
  std::list<SteadyThread> threads_;
};

}  // namespace ezpt::server
