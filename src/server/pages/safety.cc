#include "server/pages/safety.h"

#include <nlohmann/json.hpp>

#include "coach/limits.h"
#include "motion/personal_limit.h"
#include "server/pages/page.h"
#include "server/pages/safety_view.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxAnswerBytes = 1024;
constexpr int kWorstPain = 10;
/// A page's clock may be ahead of this one's by so much; what it says is then taken as said now.
constexpr int64_t kClockAheadMs = 60'000;

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
  const auto kept = KeptLimit(site, context, id);
  return kept.ok() ? JsonReply(200, kept->dump()) : ErrorReply(kept.error());
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

void AddSafetyRoutes(SiteRoutes& routes) {
  routes.Get("/api/limits/{exercise}", Access::kOwnOrNothing, GetLimit);
  routes.Put("/api/limits/{exercise}", Access::kOwner, SetLimit);
  routes.Post("/api/sessions/{id}/pain", Access::kOwner, SetPain);
}

}  // namespace ezpt::server
