#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// Patients, for those who treat or help them: the list, a record, emergency access. Each look stands in the audit log.
void AddPatientRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
