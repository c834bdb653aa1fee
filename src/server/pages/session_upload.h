#pragma once

#include "server/pages/pages.h"

namespace ezpt::server {

/// The addresses of docs/formats/session-upload.md: a session that was coached on
/// the patient's own device comes here afterwards, chunk by chunk. Everything may
/// be sent again without doubling anything.
void AddUploadRoutes(const Site& site, Router& router);

}  // namespace ezpt::server
