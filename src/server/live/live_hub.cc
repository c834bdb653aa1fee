#include "server/live/live_hub.h"

#include <algorithm>
#include <utility>

#include "server/log.h"

namespace ezpt::server {
namespace {

constexpr int kBeginners = 2;
constexpr int kReturners = 2;
constexpr int kClosers = 2;

}  // namespace

LiveHub::LiveHub(const Options& options, Parts parts)
    : options_(options),
      parts_(std::move(parts)),
      leases_(options.lease, {.sessions = parts_.sessions,
                              .upkeep = parts_.upkeep,
                              .history = parts_.history,
                              .runs_here = [this](const std::string& id) { return RunsHere(id); }}),
      writer_(*parts_.sessions, options.writer),
      pool_(options.workers),
      beginners_(kBeginners),
      returners_(kReturners),
      closers_(kClosers),
      housekeeper_("housekeeper_failed", [this] { KeepHouse(); }) {}

LiveHub::~LiveHub() { ShutDown(); }

void LiveHub::RunSoon(StartKind kind, std::function<void()> job) {
  (void)(kind == StartKind::kBegins ? beginners_ : returners_).Submit(std::move(job));
}

bool LiveHub::IsBusy() const {
  const std::lock_guard lock(mutex_);
  return !sets_.empty() || starting_ > 0;
}

bool LiveHub::IsFull() const {
  const std::lock_guard lock(mutex_);
  if (static_cast<int>(sets_.size()) + starting_ < options_.max_sessions) return false;
  return std::none_of(sets_.begin(), sets_.end(), [](const auto& entry) { return entry.second->lost_since(); });
}

void LiveHub::Tick() {
  std::vector<std::shared_ptr<LiveSet>> sets;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, set] : sets_) sets.push_back(set);
  }
  const auto now = Clock::now();
  for (const auto& set : sets) {
    const auto lost = set->lost_since();
    if (lost && now - *lost >= options_.keep) set->Expire();
    set->TellIfLate(now);
  }
}

bool LiveHub::Has(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return sets_.contains(id);
}

bool LiveHub::RunsHere(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return sets_.contains(id) || unsettled_.contains(id) || arriving_.contains(id);
}

void LiveHub::Drop(const std::string& owner, const std::string& id, CloseCode code, const std::string& reason) {
  std::shared_ptr<LiveSet> set;
  {
    const std::lock_guard lock(mutex_);
    if (const auto it = sets_.find(id); it != sets_.end()) set = it->second;
    if (const auto it = unsettled_.find(id); it != unsettled_.end()) set = it->second.set;
    if (set == nullptr || set->owner() != owner) return;
  }
  Forget(id);
  set->Abandon(code, reason);
}

void LiveHub::Forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  sets_.erase(id);
  unsettled_.erase(id);
}

void LiveHub::ShutDown() {
  std::map<std::string, std::shared_ptr<LiveSet>> sets;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true)) return;
  }
  changed_.notify_all();
  leases_.Stop();
  housekeeper_.Join();
  beginners_.Drain();
  returners_.Drain();
  pool_.Drain();
  {
    const std::lock_guard lock(mutex_);
    sets = sets_;
  }
  for (const auto& [id, set] : sets) set->ShutDown();
  const int lost = writer_.Drain(Clock::now() + options_.last_try);
  if (lost > 0) Log("chunks_lost", {{"count", lost}});
  closers_.Drain();
  SettleForTheLastTime();
  const std::lock_guard lock(mutex_);
  sets_.clear();
}

}  // namespace ezpt::server
