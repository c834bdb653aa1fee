#include "server/pages/session_pages.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "server/pages/page.h"
#include "server/pages/session_page_views.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr int kMaxListed = 200;

Result<std::vector<SessionRowView>> RowsOf(const Site& site, const Context& context) {
  EZPT_TRY(const std::vector<store::StoredSession> rows, site.sessions->List(context.person.owner, kMaxListed));
  std::vector<SessionRowView> views;
  views.reserve(rows.size());
  for (const store::SessionRow& row : rows)
    views.push_back(MakeRow(row, site.library->Find(row.exercise).get(), context.language));
  return views;
}

Response SessionsPage(const Site& site, const Context& context, const Request& /*request*/) {
  auto rows = RowsOf(site, context);
  if (!rows.ok()) return ErrorReply(rows.error());
  const bool offer = site.demo_offered && site.demo_offered(context.person.owner);
  return Page(site, context, Say(context.language, "title.my_sessions"),
              SessionsPageView{.sessions = *std::move(rows), .demo_offer = offer});
}

Response SessionsJson(const Site& site, const Context& context, const Request& /*request*/) {
  const auto rows = RowsOf(site, context);
  return rows.ok() ? InTheirLanguage(context, JsonReply(200, json({{"sessions", *rows}}).dump()))
                   : ErrorReply(rows.error());
}

/// The session of this id, if it is the asking person's.
Result<SessionView> OwnSession(const Site& site, const Context& context, const Request& request) {
  EZPT_TRY(const store::StoredSession row, OwnRow(site, context, request));
  EZPT_TRY(const SessionAccount account, site.history->AccountOf(row));
  EZPT_TRY(const std::optional<int> pain, site.person->PainOf(row.ref()));
  return MakeSessionView(row, account, pain, context.language);
}

Response SummaryPage(const Site& site, const Context& context, const Request& request) {
  auto session = OwnSession(site, context, request);
  if (!session.ok()) return ErrorReply(session.error());
  const std::string title = session->exercise_name;
  return Page(site, context, title, SummaryPageView{*std::move(session)});
}

Response WhoAmI(const Site& /*site*/, const Context& context, const Request& /*request*/) {
  return JsonReply(200, json({{"person", PersonTag(context)}}).dump());
}

Response SessionJson(const Site& site, const Context& context, const Request& request) {
  const auto session = OwnSession(site, context, request);
  return session.ok() ? InTheirLanguage(context, JsonReply(200, json({{"session", *session}}).dump()))
                      : ErrorReply(session.error());
}

Response DeleteSession(Site& site, const Context& context, const Request& request) {
  const auto row = OwnRow(site, context, request);
  if (!row.ok()) return ErrorReply(row.error());
  site.hub->Drop(row->owner, row->id, CloseCode::kNormal, "The session was deleted.");
  const Status deleted = site.sessions->Delete(row->owner, row->id);
  if (!deleted.ok()) return ErrorReply(deleted.error());
  if (request.method == Method::kPost && request.Header("accept").find("application/json") == std::string_view::npos) {
    return SeeOther("/sessions");
  }
  Response response;
  response.status = 204;
  return response;
}

Response GiveDemo(Site& site, const Context& context, const Request& /*request*/) {
  if (!site.give_demo) return ErrorReply(404, "This server was not started with --demo.");
  const Status given = site.give_demo(context.person.owner);
  return given.ok() ? SeeOther("/sessions") : ErrorReply(given.error());
}

}  // namespace

void AddSessionRoutes(SiteRoutes& routes) {
  routes.Get("/sessions", Access::kOwnOrNothing, SessionsPage);
  routes.Get("/sessions/{id}", Access::kOwnOrNothing, SummaryPage);
  routes.Get("/api/me", Access::kOwnOrNothing, WhoAmI);
  routes.Get("/api/sessions", Access::kOwnOrNothing, SessionsJson);
  routes.Get("/api/sessions/{id}", Access::kOwnOrNothing, SessionJson);
  routes.Delete("/api/sessions/{id}", Access::kOwner, DeleteSession);
  routes.Post("/api/sessions/{id}/delete", Access::kOwner, DeleteSession);
  routes.Post("/api/demo", Access::kOwner, GiveDemo);
}

}  // namespace ezpt::server
