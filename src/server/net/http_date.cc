#include "server/net/http_date.h"

#include <fmt/format.h>

#include <array>

namespace ezpt::server {
namespace {

constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr int kYearZero = 1900;

}  // namespace

std::string HttpDate(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays.at(static_cast<std::size_t>(utc.tm_wday)),
                     utc.tm_mday, kMonths.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + kYearZero,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

const std::string& HttpClock::Now() {
  const std::time_t now = std::time(nullptr);
  if (now != made_for_ || text_.empty()) {
    made_for_ = now;
    text_ = HttpDate(now);
  }
  return text_;
}

}  // namespace ezpt::server
