#include "server/replayer.h"

#include <algorithm>

#include "server/guard.h"
#include "server/priority.h"

namespace ezpt::server {

Replayer::Replayer(std::size_t max_waiting)
    : max_waiting_(max_waiting), thread_("replayer_failed", [this] { Serve(); }) {}

Replayer::~Replayer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.Join();
}

Result<coach::SessionSummary> Replayer::Recompute(const std::string& owner,
                                                  const std::shared_ptr<const exercise::Definition>& definition,
                                                  std::span<const std::string> chunks) {
  return Run(owner, BytesOf(chunks), [&] { return coach::Recompute(definition, chunks); });
}

Status Replayer::RunInTurn(const std::string& owner, std::size_t bytes, const std::function<void()>& work) {
  const Error busy{ErrorCode::kBusy, "Records are being read just now: try again in a moment."};
  std::unique_lock lock(mutex_);
  const bool has_one = std::any_of(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.owner == owner; });
  if (stopping_ || (!owner.empty() && (has_one || jobs_.size() > max_waiting_))) return busy;
  const auto job = jobs_.insert(jobs_.end(), Job{owner, bytes, &work, State::kWaiting});
  changed_.notify_all();
  changed_.wait(lock, [&] { return job->state == State::kDone || job->state == State::kRefused; });
  const bool done = job->state == State::kDone;
  jobs_.erase(job);
  if (!done) return busy;
  return {};
}

void Replayer::Serve() {
  YieldToOthers();
  std::unique_lock lock(mutex_);
  while (true) {
    const auto smallest = std::min_element(jobs_.begin(), jobs_.end(), [](const Job& a, const Job& b) {
      return std::pair(a.state != State::kWaiting, a.bytes) < std::pair(b.state != State::kWaiting, b.bytes);
    });
    const bool any = smallest != jobs_.end() && smallest->state == State::kWaiting;
    if (stopping_) break;
    if (!any) {
      changed_.wait(lock);
      continue;
    }
    smallest->state = State::kRunning;
    lock.unlock();
    const bool done = Guarded("replay_failed", *smallest->work);
    lock.lock();
    smallest->state = done ? State::kDone : State::kRefused;
    changed_.notify_all();
  }
  for (Job& job : jobs_) {
    if (job.state == State::kWaiting) job.state = State::kRefused;
  }
  changed_.notify_all();
}

std::size_t BytesOf(std::span<const std::string> chunks) {
  std::size_t bytes = 0;
  for (const std::string& chunk : chunks) bytes += chunk.size();
  return bytes;
}

}  // namespace ezpt::server
