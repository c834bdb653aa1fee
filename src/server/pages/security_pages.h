#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// One's own sign-in: password, second factor, devices, and as what one is signed in.
void AddSecurityRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
