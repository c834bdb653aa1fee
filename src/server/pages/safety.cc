#include "server/pages/safety.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "coach/limits.h"
#include "coach/measure_text.h"
#include "motion/personal_limit.h"
#include "server/pages/page.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using exercise::In;
using nlohmann::json;

constexpr std::size_t kMaxAnswerBytes = 1024;
constexpr int kWorstPain = 10;
/// A page's clock may be ahead of this one's by so much; what it says is then taken as said now.
constexpr int64_t kClockAheadMs = 60'000;

Result<store::LimitRow> RowOf(const Site& site, const std::string& owner, const std::string& exercise) {
  EZPT_TRY(const std::vector<store::LimitRow> rows, site.person->Limits(owner));
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.exercise == exercise; });
  return it == rows.end() ? store::LimitRow{exercise, "", 0} : *it;
}

json AsJson(const store::LimitRow& row) {
  return {{"limit", row.limit_json.empty() ? json(nullptr) : json::parse(row.limit_json, nullptr, false)},
          {"set_ms", row.set_ms}};
}

/// What the person may choose to limit, and at which end.
json Choices(const exercise::Definition& definition, const std::string& language) {
  json choices = json::array();
  for (const exercise::Measure& measure : definition.measures) {
    const auto end = motion::FarEnd(definition, measure.id);
    if (!end.ok() || body::UnitOf(measure.signal) != body::SignalUnit::kDegrees) continue;
    const bool most = *end == motion::LimitEnd::kMost;
    choices.push_back({{"id", measure.id},
                       {"name", In(measure.names, language)},
                       {"end", most ? "most" : "least"},
                       {"words", most ? "no more than" : "no less than"}});
  }
  return choices;
}

json PainView(const store::PainRow& pain) {
  return {{"started", FormatUtc(pain.started_ms)},
          {"started_text", FormatDay(pain.started_ms)},
          {"has_score", pain.score.has_value()},
          {"score", pain.score.value_or(0)},
          {"url", "/sessions/" + pain.session}};
}

/// `limit` where this exercise can be done within it; else plain words.
Status CheckFits(const exercise::Definition& definition, const motion::PersonalLimit& limit) {
  if (motion::WithinLimit(definition, limit, motion::SideChoice::kAuto).ok()) return {};
  return Error{ErrorCode::kInvalidArgument,
               "This exercise cannot be done within that limit: it begins outside of it, or too little of the movement "
               "is left. Ask your therapist for another one."};
}

Response GetLimit(const Site& site, const Context& context, const Request& request) {
  const std::string id(request.Param("exercise"));
  if (site.library->Find(id) == nullptr) return NoSuchExercise();
  const auto row = RowOf(site, context.person.owner, id);
  return row.ok() ? JsonReply(200, AsJson(*row).dump()) : ErrorReply(row.error());
}

Result<store::LimitRow> ReadLimit(const Request& request, const exercise::Definition& definition) {
  const json message = request.body.size() > kMaxAnswerBytes ? json() : json::parse(request.body, nullptr, false);
  if (!message.is_object()) return Error{ErrorCode::kInvalidArgument, "limit: not a JSON object of at most 1 KiB"};
  const auto limit = coach::ParseLimit(message);
  if (!limit.ok()) return Error{ErrorCode::kInvalidArgument, limit.error().message};
  if (*limit) EZPT_CHECK_OK(CheckFits(definition, **limit));
  const json said = message.value("set_ms", json());
  const int64_t now = WallClockMs();
  const double set_ms = said.is_number() ? said.get<double>() : static_cast<double>(now);
  if (!(set_ms >= 0)) return Error{ErrorCode::kInvalidArgument, "limit: set_ms must be milliseconds since 1970"};
  store::LimitRow row{definition.id, *limit ? coach::ToJson(**limit).dump() : "", now};
  if (set_ms < static_cast<double>(now + kClockAheadMs)) row.set_ms = static_cast<int64_t>(set_ms);
  return row;
}

Response SetLimit(Site& site, const Context& context, const Request& request) {
  const auto definition = site.library->Find(request.Param("exercise"));
  if (definition == nullptr) return NoSuchExercise();
  const auto row = ReadLimit(request, *definition);
  if (!row.ok()) return ErrorReply(row.error());
  if (const Status set = site.person->SetLimit(context.person.owner, *row); !set.ok()) return ErrorReply(set.error());
  return GetLimit(site, context, request);
}

Response SetPain(Site& site, const Context& context, const Request& request) {
  const json message = request.body.size() > kMaxAnswerBytes ? json() : json::parse(request.body, nullptr, false);
  const json score = message.is_object() ? message.value("score", json()) : json();
  if (!score.is_number_unsigned() || score.get<uint64_t>() > kWorstPain) {
    return ErrorReply(400, "score must be a whole number from 0 to 10.");
  }
  const Status set = site.person->SetPain(context.person.owner, std::string(request.Param("id")), score.get<int>());
  return set.ok() ? JsonReply(200, json({{"score", score}}).dump()) : ErrorReply(set.error());
}

}  // namespace

std::string LimitText(const exercise::Definition& definition, const std::optional<motion::PersonalLimit>& limit,
                      const std::string& language) {
  const exercise::Measure* measure = limit ? exercise::FindMeasure(definition, limit->quantity) : nullptr;
  if (measure == nullptr) return "";
  const json bounds = coach::ToJson(*limit);
  const std::string unit = coach::UnitText(body::UnitOf(measure->signal));
  std::string text = In(measure->names, language) + ":";
  if (!bounds["least"].is_null()) text += fmt::format(" no less than {:g}{}", limit->least, unit);
  if (!bounds["least"].is_null() && !bounds["most"].is_null()) text += ",";
  if (!bounds["most"].is_null()) text += fmt::format(" no more than {:g}{}", limit->most, unit);
  if (bounds["side"].is_string() && bounds["side"] != "both") text += ", " + bounds["side"].get<std::string>();
  return text;
}

Result<json> KeptLimit(const Site& site, const Context& context, const std::string& exercise) {
  EZPT_TRY(const store::LimitRow row, RowOf(site, context.person.owner, exercise));
  return AsJson(row);
}

Result<json> SafetyView(const Site& site, const Context& context, const exercise::Definition& definition) {
  const std::string& language = context.language;
  EZPT_TRY(const json kept, KeptLimit(site, context, definition.id));
  EZPT_TRY(const std::optional<store::PainRow> pain, site.person->LastPain(context.person.owner, definition.id));
  const auto limit = coach::ParseLimit(kept);
  const json choices = Choices(definition, language);
  const auto easier = site.library->Find(definition.easier);
  json view = {{"kept", kept.dump()},
               {"limit_text", limit.ok() ? LimitText(definition, *limit, language) : ""},
               {"choices", choices},
               {"has_choices", !choices.empty()},
               {"has_pain", pain.has_value()},
               {"has_easier", easier != nullptr},
               {"has_sides", definition.laterality != exercise::Laterality::kBilateral},
               {"is_standing", definition.position == exercise::Position::kStanding}};
  if (pain) view["pain"] = PainView(*pain);
  if (easier != nullptr) view["easier"] = {{"name", In(easier->names, language)}, {"url", "/exercises/" + easier->id}};
  return view;
}

void AddSafetyRoutes(SiteRoutes& routes) {
  routes.Get("/api/limits/{exercise}", Access::kOwnOrNothing, GetLimit);
  routes.Put("/api/limits/{exercise}", Access::kOwner, SetLimit);
  routes.Post("/api/sessions/{id}/pain", Access::kOwner, SetPain);
}

}  // namespace ezpt::server
