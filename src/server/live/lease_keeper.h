#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "server/history.h"
#include "store/session_repository.h"
#include "store/session_upkeep.h"

namespace ezpt::server {

/// This process's hold on the sessions that it runs, and the end of those that no
/// process holds any more. Several servers on one database keep out of each other's
/// way by it. `holder` and `Until` are thread-safe; Renew and FinishAbandoned block
/// on the store and are each called by one thread at a time.
class LeaseKeeper {
 public:
  struct Parts {
    store::SessionRepository* sessions = nullptr;
    const store::SessionUpkeep* upkeep = nullptr;
    const History* history = nullptr;
    /// True for a session that this process has, or is about to have.
    std::function<bool(const std::string& id)> runs_here;
  };
  /// @param duration of a lease: how long a session waits for the process that runs it.
  LeaseKeeper(std::chrono::milliseconds duration, const Parts& parts);

  /// Names this process in the store; of random bits.
  [[nodiscard]] const std::string& holder() const { return holder_; }
  /// When a lease ends that is taken now; milliseconds since 1970, UTC.
  [[nodiscard]] int64_t Until() const;

  /// Holds all of this process's sessions for another `duration`.
  void Renew();

  /// Sums up the sessions whose process does not hold them any more, as "lost".
  /// A session is taken for such when its lease has run out by the clock on the wall
  /// and was not renewed for a whole `duration` as this process itself saw it: a wall
  /// clock that jumps ends nobody's session.
  void FinishAbandoned();
  /// The server shuts down: FinishAbandoned ends after the session that it is at. Thread-safe.
  void Stop() { stopping_ = true; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Seen {
    store::Lease lease;
    Clock::time_point since;
  };

  [[nodiscard]] bool IsSameHold(const store::Lease& before, const store::Lease& now) const;
  [[nodiscard]] bool IsAbandoned(const store::SessionRow& row);
  void Finish(store::StoredSession row);

  const std::chrono::milliseconds duration_;
  const Parts parts_;
  const std::string holder_;
  std::map<std::string, Seen> seen_;  ///< The unfinished sessions at the last look.
  bool trouble_told_ = false;
  std::atomic<bool> stopping_ = false;
};

}  // namespace ezpt::server
