#include "server/pages/pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "coach/pipeline.h"
#include "exercise/json.h"
#include "exercise/vocabulary.h"
#include "server/access.h"
#include "server/authority.h"
#include "server/live/messages.h"
#include "server/pages/exercise_view.h"
#include "server/pages/safety.h"
#include "server/pages/session_upload.h"
#include "server/pages/session_view.h"
#include "server/readiness.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr int kMaxListed = 200;
constexpr std::size_t kSessionIdDigits = 32;
const std::string kLanguage = "en";

/// A page of templates/README.md: `values` and what every page has.
Response Page(const Site& site, const std::string& name, const std::string& title, json values) {
  values.update(
      {{"lang", kLanguage}, {"title", title}, {"version", EZPT_VERSION}, {"page", name}, {"is_" + name, true}});
  auto html = site.templates->Render(name, values);
  return html.ok() ? HtmlReply(200, *std::move(html)) : ErrorReply(500, html.error().message);
}

Response NoSuchExercise() { return ErrorReply(404, "This exercise is not in the library."); }

bool IsSessionId(std::string_view id) {
  return id.size() == kSessionIdDigits &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Response LibraryPage(const Site& site) {
  json cards = json::array();
  std::map<exercise::Region, json> by_region;
  for (const auto& definition : site.library->all()) {
    cards.push_back(ExerciseCard(*definition, kLanguage));
    json& region = by_region[definition->region];
    if (region.is_null()) {
      region = {{"id", exercise::NameOf(definition->region)}, {"name", RegionName(definition->region)}};
    }
    region["exercises"].push_back(cards.back());
  }
  json regions = json::array();
  for (const auto& [key, region] : by_region) regions.push_back(region);
  return Page(site, "library", "Exercises",
              {{"regions", regions}, {"exercises", cards}, {"exercise_count", cards.size()}});
}

Response ExercisePage(const Site& site, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  const auto safety = SafetyView(site, request.owner, *definition);
  if (!safety.ok()) return ErrorReply(safety.error());
  return Page(site, "exercise", exercise::In(definition->names, kLanguage),
              {{"exercise", ExerciseView(*definition, kLanguage)}, {"safety", *safety}});
}

/// Whether the browser that asked for `host` runs on this machine.
bool IsLocal(std::string_view host) {
  const auto authority = ParseAuthority(host);
  return authority && (authority->host == "localhost" || authority->host == "127.0.0.1" || authority->host == "[::1]");
}

Response SessionPage(const Site& site, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  json scenarios = json::array();
  for (const auto& scenario : site.virtual_patient->ScenariosOf(*definition)) {
    scenarios.push_back({{"id", scenario.id}, {"name", scenario.name}, {"url", scenario.url}});
  }
  const std::string url = scenarios.empty() ? "" : scenarios.front()["url"].get<std::string>();
  const auto limit = KeptLimit(site, request.owner, definition->id);
  if (!limit.ok()) return ErrorReply(limit.error());
  return Page(site, "session", exercise::In(definition->names, kLanguage),
              {{"exercise", ExerciseView(*definition, kLanguage)},
               {"kept_limit", limit->dump()},
               {"host", std::string(request.Header("host"))},
               {"is_local", IsLocal(request.Header("host"))},
               {"live_path", "/live"},
               {"protocol", kLiveProtocol},
               {"vp_url", url},
               {"vp_scenarios", scenarios}});
}

Response ExerciseList(const Site& site) {
  json list = json::array();
  for (const auto& definition : site.library->all()) list.push_back(ExerciseCard(*definition, kLanguage));
  return JsonReply(200, list.dump());
}

Response ExerciseJson(const Site& site, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  Response response = JsonReply(200, exercise::ToJson(*definition));
  response.Set("Cache-Control", "no-cache");
  SetEtag(response);
  return response;
}

Response FigureJson(const Site& site, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  const std::string_view view = request.Query("view");
  const auto parsed = view.empty() ? std::optional(definition->views.front()) : body::ParseView(view);
  if (!parsed) return ErrorReply(400, "view must be front, side_left, side_right or oblique.");
  const auto figure = site.virtual_patient->Figure(*definition, *parsed);
  if (!figure.ok()) return ErrorReply(figure.error());
  Response response = JsonReply(200, "");
  response.body = *figure;
  response.Set("Cache-Control", "no-cache");
  SetEtag(response);
  return response;
}

/// Of a film that is not there as a whole HEAD learns no length, and nothing is drawn for it.
Result<Film> VideoFor(const Site& site, const Request& request, const exercise::Definition& definition) {
  const std::string_view scenario = request.Query("scenario"), side = request.Query("side");
  if (request.method != Method::kHead) {
    return site.virtual_patient->Video(definition, scenario, side, {request.owner, request.address});
  }
  EZPT_TRY(auto kept, site.virtual_patient->KeptVideo(definition, scenario, side));
  if (kept != nullptr) return Film{std::move(kept), nullptr};
  return Film{nullptr, std::make_shared<GrowingFile>()};
}

Response VirtualPatientVideo(const Site& site, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  if (!IsForOwnPage(request)) return ErrorReply(403, "Only this server's own pages may show the virtual patient.");
  const auto video = VideoFor(site, request, *definition);
  if (!video.ok()) return ErrorReply(video.error());
  Response response = Reply(200, "video/mp4", "");
  if (video->growing) {
    response.growing = video->growing;
    return response;
  }
  response.body = video->whole;
  response.Set("Accept-Ranges", "bytes");
  response.Set("Cache-Control", "private, max-age=3600");
  return response;
}

Result<std::vector<json>> RowsOf(const Site& site, const std::string& owner) {
  EZPT_TRY(const std::vector<store::SessionRow> rows, site.sessions->List(owner, kMaxListed));
  std::vector<json> views;
  views.reserve(rows.size());
  for (const store::SessionRow& row : rows)
    views.push_back(SessionRowView(row, site.library->Find(row.exercise).get()));
  return views;
}

Response SessionsPage(const Site& site, const Request& request) {
  const auto rows = RowsOf(site, request.owner);
  if (!rows.ok()) return ErrorReply(rows.error());
  const bool offer = site.demo_offered && site.demo_offered(request.owner);
  return Page(site, "sessions", "My sessions",
              {{"sessions", *rows}, {"session_count", rows->size()}, {"demo_offer", offer}});
}

Response SessionsJson(const Site& site, const Request& request) {
  const auto rows = RowsOf(site, request.owner);
  return rows.ok() ? JsonReply(200, json({{"sessions", *rows}}).dump()) : ErrorReply(rows.error());
}

/// The session of this id, if it is the asking person's.
Result<json> OwnSession(const Site& site, const Request& request) {
  const std::string id(request.Param("id"));
  if (!IsSessionId(id)) return Error{ErrorCode::kNotFound, "There is no such session of yours."};
  EZPT_TRY(const store::SessionRow row, site.sessions->Get(request.owner, id));
  EZPT_TRY(const SessionAccount account, site.history->AccountOf(row));
  json view = SessionView(row, account);
  EZPT_TRY(const std::optional<int> pain, site.person->PainOf(id));
  view["asks_for_pain"] = view["hurt"].get<bool>() && !pain;
  view["has_pain"] = pain.has_value();
  view["pain"] = pain.value_or(0);
  return view;
}

Response SummaryPage(const Site& site, const Request& request) {
  auto session = OwnSession(site, request);
  if (!session.ok()) return ErrorReply(session.error());
  const std::string title = (*session)["exercise_name"];
  return Page(site, "summary", title, {{"session", *std::move(session)}});
}

Response SessionJson(const Site& site, const Request& request) {
  const auto session = OwnSession(site, request);
  return session.ok() ? JsonReply(200, json({{"session", *session}}).dump()) : ErrorReply(session.error());
}

Response DeleteSession(const Site& site, const Request& request) {
  const std::string id(request.Param("id"));
  if (!IsSessionId(id)) return ErrorReply(404, "There is no such session of yours.");
  site.hub->Drop(request.owner, id, CloseCode::kNormal, "The session was deleted.");
  const Status deleted = site.sessions->Delete(request.owner, id);
  if (!deleted.ok()) return ErrorReply(deleted.error());
  if (request.method == Method::kPost && request.Header("accept").find("application/json") == std::string_view::npos) {
    return SeeOther("/sessions");
  }
  Response response;
  response.status = 204;
  return response;
}

Response GiveDemo(const Site& site, const Request& request) {
  if (!site.give_demo) return ErrorReply(404, "This server was not started with --demo.");
  const Status given = site.give_demo(request.owner);
  return given.ok() ? SeeOther("/sessions") : ErrorReply(given.error());
}

}  // namespace

Router MakeRouter(const Site& site) {
  Router router;
  const auto get = [&](const std::string& pattern, auto handler) {
    router.Add(Method::kGet, std::move(pattern),
               [site, handler](const Request& request) { return handler(site, request); });
  };
  get("/", [](const Site& s, const Request&) { return LibraryPage(s); });
  get("/exercises", [](const Site&, const Request&) { return SeeOther("/"); });
  get("/exercises.json", [](const Site& s, const Request&) { return ExerciseList(s); });
  get("/exercises/{id}.json", ExerciseJson);
  get("/exercises/{id}", ExercisePage);
  get("/exercises/{id}/session", SessionPage);
  get("/exercises/{id}/figure.json", FigureJson);
  get("/virtual-patient/{id}.mp4", VirtualPatientVideo);
  get("/sessions", SessionsPage);
  get("/sessions/{id}", SummaryPage);
  get("/about/privacy", [](const Site& s, const Request&) { return Page(s, "privacy", "Privacy", json::object()); });
  get("/api/sessions", SessionsJson);
  get("/api/sessions/{id}", SessionJson);
  get("/static/{name*}", [](const Site& s, const Request& request) { return s.files->Get(request.Param("name")); });
  // At the root, because a service worker may serve no page above its own folder.
  get("/service-worker.js", [](const Site& s, const Request&) { return s.files->Get("service-worker.js"); });
  get("/favicon.ico", [](const Site& s, const Request&) { return s.files->Get("favicon.ico"); });
  get("/live", [](const Site&, const Request&) { return ErrorReply(400, "Only a WebSocket is answered here."); });
  get("/healthz", [](const Site&, const Request&) { return JsonReply(200, R"({"status":"ok"})"); });
  get("/readyz", [readiness = std::make_shared<Readiness>(site.ready)](const Site&, const Request&) {
    return readiness->Answer();
  });
  router.Add(Method::kDelete, "/api/sessions/{id}", [site](const Request& r) { return DeleteSession(site, r); });
  router.Add(Method::kPost, "/api/sessions/{id}/delete", [site](const Request& r) { return DeleteSession(site, r); });
  AddUploadRoutes(site, router);
  AddSafetyRoutes(site, router);
  router.Add(Method::kPost, "/api/demo", [site](const Request& r) { return GiveDemo(site, r); });
  return router;
}

}  // namespace ezpt::server
