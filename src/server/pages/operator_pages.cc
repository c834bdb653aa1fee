#include "server/pages/operator_pages.h"

#include <fmt/format.h>

#include "clinic/census.h"
#include "server/pages/clinic_views.h"
#include "server/pages/page.h"

namespace ezpt::server {
namespace {

std::string Megabytes(int64_t bytes) { return fmt::format("{:.0f}", static_cast<double>(bytes) / 1e6); }

Response OperatorPage(const Site& site, const Context& context, const Request& /*request*/) {
  OperatorPageView view;
  const Status counted = site.desk->Read("cannot read the server's state", [&](store::ReadTx& tx) -> Status {
    EZPT_TRY(const clinic::Census census, clinic::TakeCensus(tx));
    view.clinic_count = census.clinics;
    view.person_count = census.persons;
    view.session_count = census.sessions;
    view.stored_text =
        Say(context.language, "server.stored",
            {{"used", Megabytes(census.stored_bytes)}, {"limit", Megabytes(site.sessions->limits().total_bytes)}});
    EZPT_TRY(const clinic::AuditVerdict verdict, site.desk->audit().Verify(tx));
    view.is_whole = verdict.broken_at == 0;
    view.verdict = view.is_whole ? Say(context.language, "audit.whole", {{"count", std::to_string(verdict.events)}})
                                 : Say(context.language, "audit.changed_here", {{"what", verdict.what}});
    return {};
  });
  if (!counted.ok()) return ErrorReply(counted.error());
  view.is_ready = !site.ready || site.ready().ok();
  return Page(site, context, Say(context.language, "title.this_server"), view);
}

}  // namespace

void AddOperatorRoutes(SiteRoutes& routes) { routes.Get("/operator", Access::kOperator, OperatorPage); }

}  // namespace ezpt::server
