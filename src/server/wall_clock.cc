#include "server/wall_clock.h"

#include <fmt/format.h>

#include <chrono>

#include "server/say.h"

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

std::string FormatDay(int64_t ms, std::string_view language) {
  const Moment m = At(ms);
  const std::string month = fmt::format("month_{:02}", static_cast<unsigned>(m.day.month()));
  return Say(language, "format.moment",
             {{"day", std::to_string(static_cast<unsigned>(m.day.day()))},
              {"month", SayOneOf(language, "format", month).value_or("")},
              {"year", std::to_string(static_cast<int>(m.day.year()))},
              {"time", fmt::format("{:02}:{:02}", m.time.hours().count(), m.time.minutes().count())}});
}

}  // namespace ezpt::server
