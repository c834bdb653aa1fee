#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "base/result.h"
#include "server/http.h"

namespace ezpt::server {

/// Whether the server can do its work now, for whoever sends it requests: unlike
/// /healthz, which says that the process runs, it tries. Asked however often, it
/// tries at most once a second and one at a time; who asks meanwhile hears the
/// last answer. Thread-safe.
class Readiness {
 public:
  /// @param probe tries: writes to the store and reads it back. Null: always ready.
  explicit Readiness(std::function<Status()> probe, std::chrono::milliseconds keep = std::chrono::seconds(1))
      : probe_(std::move(probe)), keep_(keep) {}

  /// 200 or 503 in JSON; why not is logged, not told.
  [[nodiscard]] Response Answer();

 private:
  const std::function<Status()> probe_;
  const std::chrono::milliseconds keep_;
  std::mutex probing_;  ///< Held while the probe runs.
  std::mutex mutex_;    ///< Guards what follows.
  std::chrono::steady_clock::time_point tried_{};
  bool was_tried_ = false;
  bool ready_ = false;
};

}  // namespace ezpt::server
