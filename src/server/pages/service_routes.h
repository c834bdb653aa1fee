#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// What is nobody's page: files, privacy, and what tells whether the server works.
void AddServiceRoutes(const Site& site, SiteRoutes& routes, Router& router);

}  // namespace ezpt::server
