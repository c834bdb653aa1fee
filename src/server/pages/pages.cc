#include "server/pages/pages.h"

#include "server/live/messages.h"
#include "server/pages/care_pages.h"
#include "server/pages/clinic_pages.h"
#include "server/pages/library_pages.h"
#include "server/pages/operator_pages.h"
#include "server/pages/patient_pages.h"
#include "server/pages/safety.h"
#include "server/pages/security_pages.h"
#include "server/pages/service_routes.h"
#include "server/pages/session_pages.h"
#include "server/pages/session_upload.h"
#include "server/pages/sign_in_pages.h"
#include "server/pages/step_in_pages.h"

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
  AddSignInRoutes(routes);
  AddSecurityRoutes(routes);
  AddPatientRoutes(routes);
  AddCareRoutes(routes);
  AddClinicRoutes(routes);
  AddOperatorRoutes(routes);
  if (site.step_in) AddStepInRoutes(routes);
  return router;
}

}  // namespace ezpt::server
