// How sessions leave the hub: ended, settled, abandoned.
#include <malloc.h>

#include <algorithm>
#include <utility>

#include "server/guard.h"
#include "server/live/live_hub.h"
#include "server/log.h"

namespace ezpt::server {
namespace {

/// Of a lease: how often it is renewed, and how often those of others are looked at.
constexpr int kRenewalsALease = 20;
constexpr int kLooksALease = 8;
constexpr std::chrono::milliseconds kShortestRound{10};
constexpr std::chrono::milliseconds kLongestRound{1000};
constexpr std::chrono::milliseconds kFirstPause{500};
constexpr std::chrono::milliseconds kLongestPause{30'000};

}  // namespace

void LiveHub::Ended(const std::shared_ptr<LiveSet>& set) {
  const auto now = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    unsettled_[set->id()] = {.set = set, .since = now, .next_try = now, .being_tried = true};
  }
  (void)closers_.Submit([this, id = set->id(), deadline = now + options_.settle] { Settle(id, deadline); });
}

void LiveHub::Settle(const std::string& id, Clock::time_point deadline) {
  std::shared_ptr<LiveSet> set;
  {
    const std::lock_guard lock(mutex_);
    const auto it = unsettled_.find(id);
    if (it == unsettled_.end()) return;
    set = it->second.set;
  }
  const auto settled = TrySettle(*set, deadline);
  if (settled == LiveSet::Settled::kYes) return Forget(id);
  const auto now = Clock::now();
  std::unique_lock lock(mutex_);
  const auto it = unsettled_.find(id);
  if (it == unsettled_.end()) return;
  const auto waited = now - it->second.since;
  if (waited < options_.keep) {
    it->second.being_tried = false;
    it->second.next_try = now + std::clamp<Clock::duration>(waited / 2, kFirstPause, kLongestPause);
    return;
  }
  lock.unlock();
  Log("session_given_up");
  Forget(id);
}

/// What it throws is one more reason to try again later.
LiveSet::Settled LiveHub::TrySettle(LiveSet& set, Clock::time_point deadline) {
  auto settled = LiveSet::Settled::kNotYet;
  Guarded("session_not_settled", [&] { settled = set.Settle(deadline); });
  return settled;
}

void LiveHub::TryUnsettled() {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  for (auto& [id, unsettled] : unsettled_) {
    if (unsettled.being_tried || unsettled.next_try > now) continue;
    unsettled.being_tried = true;
    (void)closers_.Submit([this, id = id, now] { Settle(id, now); });
  }
}

/// REQUIRES: the closers are drained.
void LiveHub::SettleForTheLastTime() {
  std::map<std::string, Unsettled> left;
  {
    const std::lock_guard lock(mutex_);
    left = unsettled_;
  }
  for (const auto& [id, unsettled] : left) {
    if (TrySettle(*unsettled.set, Clock::now()) == LiveSet::Settled::kNotYet) Log("session_given_up");
    Forget(id);
  }
}

void LiveHub::LookForAbandoned() {
  Guarded("abandoned_not_finished", [this] { leases_.FinishAbandoned(); });
  looking_ = false;
}

void LiveHub::KeepHouse() {
  const auto round = std::clamp(options_.lease / kRenewalsALease, kShortestRound, kLongestRound);
  auto renew_at = Clock::now();
  auto look_at = renew_at;
  bool was_busy = false;
  std::unique_lock lock(mutex_);
  while (!shut_down_) {
    lock.unlock();
    TryUnsettled();
    // Sessions leave their memory in pieces between what stays. Here, where nobody waits, it goes back to the system.
    if (std::exchange(was_busy, IsBusy()) && !was_busy) (void)malloc_trim(0);
    const auto now = Clock::now();
    if (now >= renew_at) {
      renew_at = now + options_.lease / kRenewalsALease;
      if (IsBusy()) leases_.Renew();
    }
    if (now >= look_at && !looking_.exchange(true)) {
      look_at = now + options_.lease / kLooksALease;
      (void)closers_.Submit([this] { LookForAbandoned(); });
    }
    lock.lock();
    changed_.wait_for(lock, round, [this] { return shut_down_; });
  }
}

}  // namespace ezpt::server
