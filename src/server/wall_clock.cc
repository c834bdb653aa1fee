#include "server/wall_clock.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>

namespace ezpt::server {
namespace {

struct Moment {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

Moment At(int64_t ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> t{std::chrono::milliseconds(ms)};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  return {std::chrono::year_month_day(day),
          std::chrono::hh_mm_ss<std::chrono::seconds>(std::chrono::floor<std::chrono::seconds>(t - day))};
}

}  // namespace

int64_t WallClockMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string FormatUtc(int64_t ms) {
  const Moment m = At(ms);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(m.day.year()),
                     static_cast<unsigned>(m.day.month()), static_cast<unsigned>(m.day.day()), m.time.hours().count(),
                     m.time.minutes().count(), m.time.seconds().count());
}

std::string FormatDay(int64_t ms) {
  constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                        "May",       "June",     "July",     "August",
                                                        "September", "October",  "November", "December"};
  const Moment m = At(ms);
  return fmt::format("{} {} {}, {:02}:{:02} UTC", static_cast<unsigned>(m.day.day()),
                     kMonths[static_cast<unsigned>(m.day.month()) - 1], static_cast<int>(m.day.year()),
                     m.time.hours().count(), m.time.minutes().count());
}

}  // namespace ezpt::server
