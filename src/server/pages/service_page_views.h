#pragma once

#include <string_view>

#include "server/view.h"

/// The pages of service_routes.cc.
namespace ezpt::server {

struct PrivacyPageView {
  static constexpr std::string_view kTemplate = "privacy";
};
BOOST_DESCRIBE_STRUCT(PrivacyPageView, (), ())

}  // namespace ezpt::server
