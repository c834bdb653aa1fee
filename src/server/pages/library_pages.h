#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// For whoever wants to exercise: the library, an exercise with its figure and film, and the page of a live session.
void AddLibraryRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
