#include "server/net/connection_table.h"

#include <utility>

namespace ezpt::server {

ConnectionTable::Place::Place(Place&& other) noexcept
    : table_(std::exchange(other.table_, nullptr)), entry_(other.entry_) {}

ConnectionTable::Place::~Place() {
  if (table_ != nullptr) table_->Remove(entry_);
}

void ConnectionTable::Place::Enter(Phase phase) {
  if (entry_->phase == phase) return;
  entry_->phase = phase;
  entry_->since = ++table_->clock_;
}

void ConnectionTable::Place::OnGiveWay(std::function<void()> close) { entry_->close = std::move(close); }

std::optional<ConnectionTable::Place> ConnectionTable::Admit(const std::string& address) {
  const auto waits = [](const Entry& entry) { return entry.phase == Phase::kWaiting; };
  const int held = HeldBy(address);
  if (held >= limits_.per_address) {
    const auto own = [&](const Entry& entry) { return waits(entry) && entry.address == address; };
    if (!GiveWay(Choose(own))) return std::nullopt;
  } else if (open() >= limits_.all && !GiveWay(Choose(waits))) {
    const auto holds_more = [&](const Entry& entry) {
      return entry.phase == Phase::kTransfer && HeldBy(entry.address) > held + 1;
    };
    if (!GiveWay(Choose(holds_more))) return std::nullopt;
  }
  entries_.emplace_back();
  entries_.back().address = address;
  entries_.back().since = ++clock_;
  if (!address.empty()) ++held_[address];
  return Place(*this, std::prev(entries_.end()));
}

int ConnectionTable::HeldBy(const std::string& address) const {
  const auto it = held_.find(address);
  return it == held_.end() ? 0 : it->second;
}

/// Of those that may go: of the address that holds most, the one that has stood there longest.
template <typename Eligible>
ConnectionTable::Entries::iterator ConnectionTable::Choose(Eligible eligible) {
  auto chosen = entries_.end();
  int most = 0;
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->close == nullptr || !eligible(*it)) continue;
    const int holds = HeldBy(it->address);
    if (chosen != entries_.end() && (holds < most || (holds == most && it->since > chosen->since))) continue;
    chosen = it;
    most = holds;
  }
  return chosen;
}

bool ConnectionTable::GiveWay(Entries::iterator victim) {
  if (victim == entries_.end()) return false;
  const auto close = std::exchange(victim->close, nullptr);  // Without it nobody chooses it again.
  if (!victim->address.empty() && --held_[victim->address] == 0) held_.erase(victim->address);
  victim->address.clear();
  ++given_way_;
  victim->gave_way = true;
  close();
  return true;
}

void ConnectionTable::Remove(Entries::iterator entry) {
  if (entry->gave_way) --given_way_;
  if (!entry->address.empty() && --held_[entry->address] == 0) held_.erase(entry->address);
  entries_.erase(entry);
}

}  // namespace ezpt::server
