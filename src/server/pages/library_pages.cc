#include "server/pages/library_pages.h"

#include <map>
#include <nlohmann/json.hpp>

#include "exercise/json.h"
#include "exercise/vocabulary.h"
#include "server/access.h"
#include "server/authority.h"
#include "server/live/messages.h"
#include "server/pages/exercise_view.h"
#include "server/pages/page.h"
#include "server/pages/safety.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

Response LibraryPage(const Site& site, const Context& context, const Request& /*request*/) {
  json cards = json::array();
  std::map<exercise::Region, json> by_region;
  for (const auto& definition : site.library->all()) {
    cards.push_back(ExerciseCard(*definition, context.language));
    json& region = by_region[definition->region];
    if (region.is_null()) {
      region = {{"id", exercise::NameOf(definition->region)}, {"name", RegionName(definition->region)}};
    }
    region["exercises"].push_back(cards.back());
  }
  json regions = json::array();
  for (const auto& [key, region] : by_region) regions.push_back(region);
  return Page(site, context, "library", "Exercises",
              {{"regions", regions}, {"exercises", cards}, {"exercise_count", cards.size()}});
}

Response ExercisePage(const Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  const auto safety = SafetyView(site, context, *definition);
  if (!safety.ok()) return ErrorReply(safety.error());
  return Page(site, context, "exercise", exercise::In(definition->names, context.language),
              {{"exercise", ExerciseView(*definition, context.language)}, {"safety", *safety}});
}

/// Whether the browser that asked for `host` runs on this machine.
bool IsLocal(std::string_view host) {
  const auto authority = ParseAuthority(host);
  return authority && (authority->host == "localhost" || authority->host == "127.0.0.1" || authority->host == "[::1]");
}

Response SessionPage(const Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  json scenarios = json::array();
  for (const auto& scenario : site.virtual_patient->ScenariosOf(*definition)) {
    scenarios.push_back({{"id", scenario.id}, {"name", scenario.name}, {"url", scenario.url}});
  }
  const std::string url = scenarios.empty() ? "" : scenarios.front()["url"].get<std::string>();
  const auto limit = KeptLimit(site, context, definition->id);
  if (!limit.ok()) return ErrorReply(limit.error());
  return Page(site, context, "session", exercise::In(definition->names, context.language),
              {{"exercise", ExerciseView(*definition, context.language)},
               {"kept_limit", limit->dump()},
               {"host", std::string(request.Header("host"))},
               {"is_local", IsLocal(request.Header("host"))},
               {"live_path", kLivePath},
               {"protocol", kLiveProtocol},
               {"vp_url", url},
               {"vp_scenarios", scenarios}});
}

Response ExerciseList(const Site& site, const Context& context, const Request& /*request*/) {
  json list = json::array();
  for (const auto& definition : site.library->all()) list.push_back(ExerciseCard(*definition, context.language));
  return JsonReply(200, list.dump());
}

Response ExerciseJson(const Site& site, const Context& /*context*/, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  Response response = JsonReply(200, exercise::ToJson(*definition));
  response.Set("Cache-Control", "no-cache");
  SetEtag(response);
  return response;
}

Response FigureJson(const Site& site, const Context& /*context*/, const Request& request) {
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
Result<Film> VideoFor(const Site& site, const Context& context, const Request& request,
                      const exercise::Definition& definition) {
  const std::string_view scenario = request.Query("scenario"), side = request.Query("side");
  if (request.method != Method::kHead) {
    return site.virtual_patient->Video(definition, scenario, side, context.person);
  }
  EZPT_TRY(auto kept, site.virtual_patient->KeptVideo(definition, scenario, side));
  if (kept != nullptr) return Film{std::move(kept), nullptr};
  return Film{nullptr, std::make_shared<GrowingFile>()};
}

Response VirtualPatientVideo(const Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  if (!IsForOwnPage(context, request))
    return ErrorReply(403, "Only this server's own pages may show the virtual patient.");
  const auto video = VideoFor(site, context, request, *definition);
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

Response ToLibrary(const Site& /*site*/, const Context& /*context*/, const Request& /*request*/) {
  return SeeOther("/");
}

}  // namespace

void AddLibraryRoutes(SiteRoutes& routes) {
  routes.Get("/", Access::kAnybody, LibraryPage);
  routes.Get("/exercises", Access::kAnybody, ToLibrary);
  routes.Get("/exercises.json", Access::kAnybody, ExerciseList);
  routes.Get("/exercises/{id}.json", Access::kAnybody, ExerciseJson);
  // Both show how far this person may go.
  routes.Get("/exercises/{id}", Access::kOwnOrNothing, ExercisePage);
  routes.Get("/exercises/{id}/session", Access::kOwnOrNothing, SessionPage);
  routes.Get("/exercises/{id}/figure.json", Access::kAnybody, FigureJson);
  // A film is nobody's, but drawing one counts towards the share of who asks.
  routes.Get("/virtual-patient/{id}.mp4", Access::kOwnOrNothing, VirtualPatientVideo);
}

}  // namespace ezpt::server
