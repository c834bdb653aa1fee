#include "server/pages/service_routes.h"

#include <memory>

#include "server/pages/page.h"
#include "server/pages/service_page_views.h"
#include "server/readiness.h"

namespace ezpt::server {
namespace {

Response PrivacyPage(const Site& site, const Context& context, const Request& /*request*/) {
  return Page(site, context, "Privacy", PrivacyPageView());
}

Response StaticFile(const Site& site, const Context& /*context*/, const Request& request) {
  return site.files->Get(request.Param("name"));
}

/// Of these the name is the path.
Response FileAtTheRoot(const Site& site, const Context& /*context*/, const Request& request) {
  return site.files->Get(std::string_view(request.path).substr(1));
}

Response Healthy(const Site& /*site*/, const Context& /*context*/, const Request& /*request*/) {
  return JsonReply(200, R"({"status":"ok"})");
}

}  // namespace

void AddServiceRoutes(const Site& site, SiteRoutes& routes, Router& router) {
  routes.Get("/about/privacy", Access::kAnybody, PrivacyPage);
  routes.Get("/static/{name*}", Access::kAnybody, StaticFile);
  // At the root, because a service worker may serve no page above its own folder.
  routes.Get("/service-worker.js", Access::kAnybody, FileAtTheRoot);
  routes.Get("/favicon.ico", Access::kAnybody, FileAtTheRoot);
  routes.Get("/healthz", Access::kAnybody, Healthy);
  router.Add(Method::kGet, "/readyz", Access::kAnybody,
             [readiness = std::make_shared<Readiness>(site.ready)](const Context&, const Request&) {
               return readiness->Answer();
             });
}

}  // namespace ezpt::server
