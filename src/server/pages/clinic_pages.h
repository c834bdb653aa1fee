#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// A clinic's members, rules, reviews and audit log, for its administrators; and the server's state, for who runs it.
void AddClinicRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
