#include "server/pages/service_routes.h"

#include <algorithm>
#include <memory>

#include "server/form.h"
#include "server/language.h"
#include "server/pages/page.h"
#include "server/pages/service_page_views.h"
#include "server/readiness.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

Response PrivacyPage(const Site& site, const Context& context, const Request& /*request*/) {
  return Page(site, context, Say(context.language, "title.privacy"), PrivacyPageView());
}

/// The person reads another language from here on, and goes back to where they were.
Response ChooseLanguage(Site& /*site*/, const Context& /*context*/, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto known = Languages();
  const auto chosen = std::find(known.begin(), known.end(), (*form)["language"]);
  if (chosen == known.end()) return ErrorReply(400, "The pages are not in that language.");
  const std::string to = PathIn((*form)["to"]);
  Response response = SeeOther(to.empty() ? "/" : to);
  response.headers.emplace_back("Set-Cookie", SetLanguageCookie(*chosen, request.transport));
  return response;
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
  routes.Post("/language", Access::kOwner, ChooseLanguage);
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
