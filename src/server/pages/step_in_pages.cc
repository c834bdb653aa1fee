#include "server/pages/step_in_pages.h"

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/page.h"
#include "server/pages/step_in_view.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

StepIn::Visitor VisitorOf(const Request& request) {
  return StepIn::VisitorOf(request, request.peer, DeviceName(request));
}

Response StepInPage(const Site& site, const Context& context, const Request& request) {
  const auto people = site.step_in->People(VisitorOf(request));
  if (!people.ok()) return ErrorReply(people.error());
  const bool is_ready = !site.demo_is_ready || site.demo_is_ready();
  return Page(site, context, Say(context.language, "title.whose_day"),
              MakeStepInView(*people, is_ready, context.language));
}

Response StepInAs(Site& site, const Context& /*context*/, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto welcome = site.step_in->As((*form)["person"], VisitorOf(request));
  if (!welcome.ok()) return ErrorReply(welcome.error());
  return WithSignIn(SeeOtherAndSay(HomeOf(welcome->sign_in.role), "stepped-in"), request, *welcome);
}

}  // namespace

void AddStepInRoutes(SiteRoutes& routes) {
  routes.Get("/demo/step-in", Access::kOwnOrNothing, StepInPage);
  routes.Post("/demo/step-in", Access::kOwner, StepInAs);
}

}  // namespace ezpt::server
