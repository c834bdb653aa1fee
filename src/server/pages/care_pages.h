#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// Who cares for a patient: codes for them and their helpers, cover, hand-over; and what a patient sees of it.
void AddCareRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
