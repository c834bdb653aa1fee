#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// In a demonstration, and only there: whose day a visitor at this machine wants to see.
void AddStepInRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
