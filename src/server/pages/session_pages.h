#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// A person's own sessions: the list, what one came to, deleting it, and the demo's, which they may be given.
void AddSessionRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
