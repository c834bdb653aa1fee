#include "server/pages/library_pages.h"

#include <nlohmann/json.hpp>
#include <set>

#include "exercise/json.h"
#include "exercise/vocabulary.h"
#include "server/access.h"
#include "server/authority.h"
#include "server/live/messages.h"
#include "server/pages/library_page_views.h"
#include "server/pages/page.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

std::vector<CardView> Cards(const Site& site, const Context& context) {
  std::vector<CardView> cards;
  cards.reserve(site.library->all().size());
  for (const auto& definition : site.library->all()) cards.push_back(MakeCard(*definition, context.language));
  return cards;
}

Response LibraryPage(const Site& site, const Context& context, const Request& /*request*/) {
  LibraryPageView view{.regions = {}, .exercises = Cards(site, context)};
  std::set<exercise::Region> regions;
  for (const auto& definition : site.library->all()) regions.insert(definition->region);
  for (const exercise::Region region : regions) {
    view.regions.push_back({.id = std::string(exercise::NameOf(region)), .name = RegionName(region, context.language)});
  }
  return Page(site, context, Say(context.language, "title.exercises"), view);
}

Response ExercisePage(const Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  auto safety = MakeSafetyView(site, context, *definition);
  if (!safety.ok()) return ErrorReply(safety.error());
  return Page(site, context, exercise::In(definition->names, context.language),
              ExercisePageView{MakeExerciseView(*definition, context.language), *std::move(safety)});
}

/// Whether the browser that asked for `host` runs on this machine.
bool IsLocal(std::string_view host) {
  const auto authority = ParseAuthority(host);
  return authority && (authority->host == "localhost" || authority->host == "127.0.0.1" || authority->host == "[::1]");
}

Response SessionPage(const Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("id"));
  if (definition == nullptr) return NoSuchExercise();
  const auto limit = KeptLimit(site, context, definition->id);
  if (!limit.ok()) return ErrorReply(limit.error());
  SessionPageView view;
  view.exercise = MakeExerciseView(*definition, context.language);
  view.kept_limit = limit->dump();
  view.person = PersonTag(context);
  view.host = request.Header("host");
  view.is_local = IsLocal(view.host);
  view.live_path = kLivePath;
  view.protocol = kLiveProtocol;
  for (const auto& scenario : site.virtual_patient->ScenariosOf(*definition, context.language)) {
    view.vp_scenarios.push_back({.name = scenario.name, .url = scenario.url});
  }
  if (!view.vp_scenarios.empty()) view.vp_url = view.vp_scenarios.front().url;
  return Page(site, context, exercise::In(definition->names, context.language), view);
}

Response ExerciseList(const Site& site, const Context& context, const Request& /*request*/) {
  return InTheirLanguage(context, JsonReply(200, json(Cards(site, context)).dump()));
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
