#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace ezpt::server {

/// A thread for work that goes on as long as its owner does. What the work throws is
/// logged, and the work begins anew after a pause that grows each time: the thread
/// goes on, and the process too.
class SteadyThread {
 public:
  /// @param event under which what the work throws is logged.
  /// @param work returns when its owner has told it to end. Run again from its
  ///   beginning after it threw, so what it must not do twice it keeps outside.
  SteadyThread(std::string event, std::function<void()> work);
  ~SteadyThread() { Join(); }
  SteadyThread(const SteadyThread&) = delete;
  SteadyThread& operator=(const SteadyThread&) = delete;

  /// Waits until the work has returned, or has thrown; it does not begin again.
  /// REQUIRES: the work was told to end. A second call does nothing.
  void Join();

 private:
  void Run();

  const std::string event_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool leaving_ = false;
  std::thread thread_;
};

}  // namespace ezpt::server
