#pragma once

#include <string>

#include "server/router.h"
#include "server/static_files.h"
#include "server/templates.h"

namespace ezpt::server {

/// What people need to trust this server's own certificate authority.
struct TrustOffer {
  std::string certificate_der;
  std::string fingerprint;
};

/// `/trust`, which explains in plain words how, and the certificate that it offers.
/// REQUIRES: `templates` outlives the router.
void AddTrustRoutes(const TrustOffer& offer, const Templates& templates, Router& router);

/// What is answered unencrypted on an encrypted port: `/trust` and the files that it needs, where there is an
/// offer, and `/healthz`; everything else leads to https. Nothing of anybody's.
/// @param offer null: the certificate comes from elsewhere.
[[nodiscard]] Router UnencryptedRouter(const TrustOffer* offer, const Templates& templates, const StaticFiles& files);

}  // namespace ezpt::server
