#include "server/live/cost_ledger.h"

#include <cmath>
#include <ctime>

namespace ezpt::server {
namespace {

constexpr int kPeopleAtOneAddress = 4;
constexpr std::chrono::microseconds kForgotten{10};

std::chrono::nanoseconds CostIn(const std::map<std::string, RecentCost>& costs, const std::string& key,
                                RecentCost::Clock::time_point now) {
  const auto it = costs.find(key);
  return it == costs.end() ? std::chrono::nanoseconds{} : it->second.At(now);
}

}  // namespace

void RecentCost::Add(std::chrono::nanoseconds spent, Clock::time_point now) {
  spent_ = At(now) + spent;
  at_ = now;
}

std::chrono::nanoseconds RecentCost::At(Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - at_).count();
  return std::chrono::nanoseconds(std::llround(static_cast<double>(spent_.count()) * std::exp2(-seconds)));
}

void CostLedger::Add(const Person& person, std::chrono::nanoseconds spent, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  for (Costs* costs : {&by_owner_, &by_address_}) {
    const std::string& key = costs == &by_owner_ ? person.owner : person.address;
    if (key.empty()) continue;
    if (!costs->contains(key)) Forget(*costs, now);
    (*costs)[key].Add(spent, now);
  }
}

std::chrono::nanoseconds CostLedger::Of(const Person& person, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  return CostIn(by_owner_, person.owner, now) + CostIn(by_address_, person.address, now) / kPeopleAtOneAddress;
}

/// Those whose cost has faded away; asked when somebody new comes, so there are never many more than are here.
void CostLedger::Forget(Costs& costs, Clock::time_point now) {
  std::erase_if(costs, [&](const auto& entry) { return entry.second.At(now) < kForgotten; });
}

std::chrono::nanoseconds ThreadTime() {
  timespec time{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace ezpt::server
