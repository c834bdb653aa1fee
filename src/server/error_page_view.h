#pragma once

#include <string>
#include <string_view>

#include "server/view.h"

namespace ezpt::server {

/// Whatever went wrong.
struct ErrorPageView {
  static constexpr std::string_view kTemplate = "error";
  int status = 0;
  std::string heading;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ErrorPageView, (), (status, heading, text))

}  // namespace ezpt::server
