#include "server/readiness.h"

#include "server/log.h"

namespace ezpt::server {

Response Readiness::Answer() {
  using Clock = std::chrono::steady_clock;
  std::unique_lock probing(probing_, std::defer_lock);
  bool is_due = false;
  {
    const std::lock_guard lock(mutex_);
    is_due = !was_tried_ || Clock::now() - tried_ >= keep_;
    // The first answer must be waited for: there is no last one.
    if (is_due && was_tried_) is_due = probing.try_lock();
  }
  if (is_due) {
    if (!probing.owns_lock()) probing.lock();
    const Status status = probe_ ? probe_() : Status();
    if (!status.ok()) Log("not_ready", {{"why", status.error().message}});
    const std::lock_guard lock(mutex_);
    tried_ = Clock::now();
    was_tried_ = true;
    ready_ = status.ok();
  }
  const std::lock_guard lock(mutex_);
  return ready_ ? JsonReply(200, R"({"status":"ready"})") : JsonReply(503, R"({"status":"cannot store anything"})");
}

}  // namespace ezpt::server
