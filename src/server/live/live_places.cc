#include "server/live/live_places.h"

#include <algorithm>
#include <utility>

namespace ezpt::server {

LivePlaces::Place::Place(Place&& other) noexcept
    : entries_(std::exchange(other.entries_, nullptr)), entry_(other.entry_) {}

LivePlaces::Place& LivePlaces::Place::operator=(Place&& other) noexcept {
  std::swap(entries_, other.entries_);  // What was held here goes with `other`.
  std::swap(entry_, other.entry_);
  return *this;
}

LivePlaces::Place::~Place() {
  if (entries_ != nullptr) entries_->erase(entry_);
}

void LivePlaces::Place::Heard(What what, Clock::time_point now) {
  entry_->heard = now;
  if (what == What::kPicture) entry_->used = true;
}

std::optional<LivePlaces::Place> LivePlaces::Admit(Person person, std::function<void()> give_way,
                                                   Clock::time_point now) {
  const auto same_owner = [&](const Entry& entry) { return entry.person.owner == person.owner; };
  const auto same_address = [&](const Entry& entry) {
    return !person.address.empty() && entry.person.address == person.address;
  };
  if (Count(same_owner) >= options_.per_owner && !GiveWay(same_owner, options_.own, options_.own, now)) {
    return std::nullopt;
  }
  if (Count(same_address) >= options_.per_address && !GiveWay(same_address, options_.unused, options_.silent, now)) {
    return std::nullopt;
  }
  entries_.emplace_back();
  Entry& entry = entries_.back();
  entry.person = std::move(person);
  entry.heard = now;
  entry.give_way = std::move(give_way);
  return Place(entries_, std::prev(entries_.end()));
}

bool LivePlaces::MakeRoom(Clock::time_point now) {
  return GiveWay([](const Entry&) { return true; }, options_.unused, options_.silent, now);
}

/// Of those that match and have been silent for their time: the one that has been so longest.
template <typename Matches>
bool LivePlaces::GiveWay(Matches matches, Duration unused, Duration silent, Clock::time_point now) {
  auto chosen = entries_.end();
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->gave_way || !matches(*it) || now - it->heard < (it->used ? silent : unused)) continue;
    if (chosen == entries_.end() || it->heard < chosen->heard) chosen = it;
  }
  if (chosen == entries_.end()) return false;
  chosen->gave_way = true;
  std::exchange(chosen->give_way, nullptr)();
  return true;
}

template <typename Matches>
int LivePlaces::Count(Matches matches) const {
  return static_cast<int>(std::count_if(entries_.begin(), entries_.end(),
                                        [&](const Entry& entry) { return !entry.gave_way && matches(entry); }));
}

}  // namespace ezpt::server
