#include "server/pages/chart.h"

#include <algorithm>
#include <map>
#include <utility>

#include "server/log.h"
#include "server/pages/account.h"
#include "server/pages/account_words.h"
#include "server/pages/page.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

constexpr int kMostSessions = 200;
/// Actions are "team.add" in the log.
std::string WordsOf(const std::string& action, std::string_view language) {
  std::string key = action;
  std::replace(key.begin(), key.end(), '.', '_');
  return SayOneOf(language, "action", key).value_or(action);
}

/// A role stands there by its name; the reason of an emergency where it can be erased with its patient.
Result<std::optional<std::string>> WhyOf(const Site& site, const Context& context, const clinic::AuditEvent& event) {
  using Why = std::optional<std::string>;
  std::string why = event.why;
  if (event.action == "emergency.begin") {
    EZPT_TRY(why, site.desk->Read("cannot read the emergency access", [&](store::ReadTx& tx) {
      return clinic::CareTeam::ReasonOf(tx, context.scope(), event.object);
    }));
  }
  if (why.empty()) return Why();
  const auto role = clinic::RoleOf(why);
  return Why(role ? AsRole(context.language, *role) : why);
}

/// Whose id that is, in words for people.
std::string NameOf(const Site& site, const std::string& person, std::string_view language) {
  const auto account =
      site.desk->Read("cannot read the members", [&](store::ReadTx& tx) { return clinic::Accounts::Get(tx, person); });
  return account.ok() ? NameOrClosed(account->display_name, language) : Say(language, "access.this_program");
}

bool IsId(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string PartWords(const clinic::Place& place, std::string_view language) {
  if (place.role == clinic::Role::kHelper) return Say(language, "part.helps");
  if (place.is_lead) return Say(language, "part.leads");
  return place.until_ms == 0 ? Say(language, "part.treats_too") : Say(language, "part.covers_until");
}

Result<std::vector<ColleagueView>> ColleaguesOf(store::ReadTx& tx, const clinic::Scope& scope, int64_t now_ms) {
  std::vector<ColleagueView> colleagues;
  EZPT_TRY(const auto members, clinic::Clinics::Members(tx, scope, now_ms));
  for (const clinic::Membership& member : members) {
    if (member.role != clinic::Role::kTherapist || member.person == scope.person) continue;
    colleagues.push_back({member.person, member.display_name});
  }
  return colleagues;
}

/// What they did as a patient of this clinic; not what they do elsewhere, or did before.
/// @param chart which the asking person may see.
Result<std::vector<ChartSessionView>> SessionsOf(const Site& site, const Context& context, const clinic::Chart& chart) {
  std::vector<ChartSessionView> views;
  if (chart.patient.owner.empty()) return views;
  EZPT_TRY(const auto rows, site.sessions->ListForClinic(chart.patient.owner, context.scope().clinic, kMostSessions));
  for (const store::StoredSession& row : rows) {
    EZPT_TRY(const std::optional<int> pain, site.person->PainOf(row.ref()));
    const SessionRowView shown = MakeRow(row, site.library->Find(row.exercise).get(), context.language);
    views.push_back({.exercise_name = shown.exercise_name,
                     .started = shown.started,
                     .started_text = shown.started_text,
                     .duration_text = shown.duration_text,
                     .ended_text = shown.ended_text,
                     .count = shown.count,
                     .target = shown.target,
                     .is_finished = shown.is_finished,
                     .has_pain = pain.has_value(),
                     .pain = pain.value_or(0)});
  }
  return views;
}

}  // namespace

Result<clinic::Chart> ChartOf(const Site& site, const Context& context, const Request& request) {
  const std::string patient(request.Param("id"));
  auto chart = site.desk->Read("cannot read the record", [&](store::ReadTx& tx) {
    return clinic::Patients::ChartOf(tx, context.scope(), patient, site.desk->now_ms());
  });
  if (!chart.ok() && chart.error().code == ErrorCode::kNotFound) {
    const std::string asked = IsId(patient) ? patient : "";  // What is typed into an address may be a name.
    EZPT_CHECK_OK(site.desk->Note(clinic::EventOf(context.scope(), site.desk->now_ms(), "chart.refused", asked)));
  }
  return chart;
}

Result<std::vector<PlaceView>> TeamOf(const Site& site, const Context& context, const std::string& patient,
                                      bool may_end) {
  EZPT_TRY(const auto places, site.desk->Read("cannot read the care team", [&](store::ReadTx& tx) {
    return clinic::CareTeam::Of(tx, context.scope(), patient, site.desk->now_ms());
  }));
  std::vector<PlaceView> team;
  for (const clinic::Place& place : places) {
    const std::string end_url = "/patients/" + patient + "/team/" + place.id + "/end";
    const auto until = place.until_ms > 0 ? std::optional(MomentOf(place.until_ms, context.language)) : std::nullopt;
    team.push_back({end_url, place.display_name, PartWords(place, context.language), until, may_end && !place.is_lead});
  }
  return team;
}

Result<PatientPageView> PatientView(const Site& site, const Context& context, const clinic::Chart& chart) {
  PatientPageView view;
  view.id = chart.patient.id;
  view.name = chart.patient.name;
  view.has_account = !chart.patient.person.empty();
  view.is_lead = chart.is_lead;
  view.is_team = chart.grant == clinic::Grant::kTeam;
  view.is_emergency = chart.grant == clinic::Grant::kEmergency;
  if (view.is_emergency) view.emergency_until = MomentOf(chart.until_ms, context.language);
  EZPT_TRY(view.team, TeamOf(site, context, chart.patient.id, view.is_team));
  EZPT_TRY(view.sessions, SessionsOf(site, context, chart));
  EZPT_TRY(view.colleagues, site.desk->Read("cannot read the members", [&](store::ReadTx& tx) {
    return ColleaguesOf(tx, context.scope(), site.desk->now_ms());
  }));
  view.has_colleagues = !view.colleagues.empty();
  return view;
}

Response AfterOf(const Site& site, const Context& context, const clinic::Chart& chart, const Status& done,
                 std::string_view word, const AsTyped& as_typed) {
  if (done.ok()) return SeeOtherAndSay("/patients/" + chart.patient.id, word);
  auto view = PatientView(site, context, chart);
  if (view.ok() && as_typed) as_typed(*view);
  return view.ok() ? PageAgain(site, context, chart.patient.name, *std::move(view), done.error())
                   : ErrorReply(view.error());
}

Response SheetOf(const Site& site, const Context& context, const Request& request, const std::string& code,
                 const clinic::Invitation& what, const std::string& back_url) {
  SheetPageView view;
  view.is_recovery = what.kind == clinic::Invitation::Kind::kRecovery;
  view.heading =
      Say(context.language, view.is_recovery ? Words("title.new_password_code") : Words("title.an_invitation"));
  view.for_name = what.name;
  view.clinic_name = context.signed_in->clinic_name;
  view.code = code;
  view.url = UrlOf(request, "/i/" + code);
  view.short_url = UrlOf(request, "/i");
  constexpr int64_t kDayMs = 86'400'000;
  view.until = MomentOf(site.desk->now_ms() + (view.is_recovery ? 1 : 14) * kDayMs, context.language);
  view.qr = QrOf(view.url);
  view.back_url = back_url;
  return Page(site, context, view.heading, view);
}

std::string NameOrClosed(const std::string& name, std::string_view language) {
  return name.empty() ? Say(language, "access.closed_account") : name;
}

Result<std::vector<AccessView>> AccessesOf(const Site& site, const Context& context,
                                           const std::vector<clinic::AuditEvent>& events) {
  const std::string& language = context.language;
  std::map<std::string, std::string> names;
  std::vector<AccessView> views;
  for (const clinic::AuditEvent& event : events) {
    if (!names.contains(event.actor)) names[event.actor] = NameOf(site, event.actor, language);
    EZPT_TRY(const std::optional<std::string> why, WhyOf(site, context, event));
    const auto role = clinic::RoleOf(event.actor_role);
    views.push_back({.at = TimeIso(event.at_ms),
                     .at_text = TimeText(event.at_ms, language),
                     .who = names[event.actor],
                     .role_words = role ? RoleWords(language, *role) : "",
                     .what = WordsOf(event.action, language),
                     .why = why});
  }
  return views;
}

}  // namespace ezpt::server
