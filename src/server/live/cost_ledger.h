#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "server/person.h"

namespace ezpt::server {

/// Processor time over the last seconds: what was spent fades with time, by half
/// each second. Not thread-safe.
class RecentCost {
 public:
  using Clock = std::chrono::steady_clock;

  void Add(std::chrono::nanoseconds spent, Clock::time_point now);
  [[nodiscard]] std::chrono::nanoseconds At(Clock::time_point now) const;

 private:
  std::chrono::nanoseconds spent_{};
  Clock::time_point at_{};
};

/// What everybody had of the frame workers of late. While frames wait, who had least
/// goes first. It is kept by person, not by session, so several sessions get no more
/// than one; and by address, so several cookies do not either. A household or a
/// clinic has one address: what is spent there counts a quarter beside one's own.
/// Thread-safe.
class CostLedger {
 public:
  using Clock = RecentCost::Clock;

  void Add(const Person& person, std::chrono::nanoseconds spent, Clock::time_point now);
  [[nodiscard]] std::chrono::nanoseconds Of(const Person& person, Clock::time_point now) const;

 private:
  using Costs = std::map<std::string, RecentCost>;
  static void Forget(Costs& costs, Clock::time_point now);

  mutable std::mutex mutex_;
  Costs by_owner_;
  Costs by_address_;  ///< Of known addresses.
};

/// Processor time that the calling thread has taken since it began.
[[nodiscard]] std::chrono::nanoseconds ThreadTime();

}  // namespace ezpt::server
