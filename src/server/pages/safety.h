#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// GET and PUT /api/limits/{exercise}, POST /api/sessions/{id}/pain (docs/formats/safety.md).
void AddSafetyRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
