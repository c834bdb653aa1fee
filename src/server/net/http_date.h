#pragma once

#include <ctime>
#include <string>

namespace ezpt::server {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, IMF-fixdate). In English whatever the locale.
[[nodiscard]] std::string HttpDate(std::time_t time);

/// HttpDate of now, made once a second. One thread at a time.
class HttpClock {
 public:
  [[nodiscard]] const std::string& Now();

 private:
  std::time_t made_for_ = 0;
  std::string text_;
};

}  // namespace ezpt::server
