#include "server/pages/pages.h"

#include "server/live/messages.h"
#include "server/pages/library_pages.h"
#include "server/pages/safety.h"
#include "server/pages/service_routes.h"
#include "server/pages/session_pages.h"
#include "server/pages/session_upload.h"

namespace ezpt::server {

Router MakeRouter(Site& site) {
  Router router;
  SiteRoutes routes(site, router);
  AddLibraryRoutes(routes);
  AddSessionRoutes(routes);
  AddServiceRoutes(site, routes, router);
  router.AddWebSocket(kLivePath, Access::kOwner);
  AddUploadRoutes(routes);
  AddSafetyRoutes(routes);
  return router;
}

}  // namespace ezpt::server
