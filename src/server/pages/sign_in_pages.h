#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// Signing in and out, and what a code from a clinic is for.
void AddSignInRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
