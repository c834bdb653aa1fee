#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// The server's state, for who runs it: figures, and nothing of anybody's.
void AddOperatorRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
