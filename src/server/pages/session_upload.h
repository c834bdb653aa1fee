#pragma once

#include "server/pages/site_routes.h"

namespace ezpt::server {

/// The addresses of docs/formats/session-upload.md: a session that was coached on
/// the patient's own device comes here afterwards, chunk by chunk. Everything may
/// be sent again without doubling anything.
void AddUploadRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
