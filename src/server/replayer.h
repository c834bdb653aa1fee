#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "coach/pipeline.h"
#include "server/steady_thread.h"

namespace ezpt::server {

/// Reads records again, from the first frame to the last: one at a time, on one
/// thread that comes behind all others, so that no record, however long, takes
/// the processor from who is being coached. Of those that wait the smallest goes
/// first: a long one holds up nobody's short one, only the other long ones.
/// Thread-safe; calls block until it is done.
///
/// Errors besides those of the work: kBusy where too many wait already, or where
/// the same owner has one under way.
class Replayer {
 public:
  explicit Replayer(std::size_t max_waiting = 16);
  /// Finishes the one under way; those that wait hear kBusy.
  ~Replayer();
  Replayer(const Replayer&) = delete;
  Replayer& operator=(const Replayer&) = delete;

  /// @param owner whom it is for; empty: the server itself, which is never refused.
  [[nodiscard]] Result<coach::SessionSummary> Recompute(const std::string& owner,
                                                        const std::shared_ptr<const exercise::Definition>& definition,
                                                        std::span<const std::string> chunks);

  /// Runs `work` as above. @param bytes of the record that it reads.
  template <typename Work>
  auto Run(const std::string& owner, std::size_t bytes, Work work) -> decltype(work()) {
    std::optional<decltype(work())> result;
    const Status done = RunInTurn(owner, bytes, [&] { result.emplace(work()); });
    if (!done.ok()) return done.error();
    return *std::move(result);
  }

 private:
  enum class State { kWaiting, kRunning, kDone, kRefused };
  struct Job {
    std::string owner;
    std::size_t bytes = 0;
    const std::function<void()>* work = nullptr;
    State state = State::kWaiting;
  };

  [[nodiscard]] Status RunInTurn(const std::string& owner, std::size_t bytes, const std::function<void()>& work);
  void Serve();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Job> jobs_;  ///< Each is its caller's, which waits for it.
  bool stopping_ = false;
  SteadyThread thread_;
};

/// Bytes of all the chunks.
[[nodiscard]] std::size_t BytesOf(std::span<const std::string> chunks);

}  // namespace ezpt::server
