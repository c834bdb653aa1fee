#pragma once

#include "server/pages/site.h"
#include "server/router.h"

namespace ezpt::server {

/// Every address of the server; templates/README.md lists them. REQUIRES: `site` outlives the router.
[[nodiscard]] Router MakeRouter(Site& site);

}  // namespace ezpt::server
