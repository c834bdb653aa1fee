#pragma once

#include <string>
#include <string_view>

#include "server/view.h"

namespace ezpt::server {

/// How to trust this server's own authority: read unencrypted, before anything is trusted.
struct TrustPageView {
  static constexpr std::string_view kTemplate = "trust";
  std::string certificate_url;
  std::string fingerprint;  ///< SHA-256.
  std::string open_url;     ///< https.
};
BOOST_DESCRIBE_STRUCT(TrustPageView, (), (certificate_url, fingerprint, open_url))

}  // namespace ezpt::server
