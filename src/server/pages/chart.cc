#include "server/pages/chart.h"

#include <array>
#include <map>
#include <utility>

#include "server/log.h"
#include "server/pages/account.h"
#include "server/pages/page.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

constexpr int kMostSessions = 200;
constexpr const char* kSystem = "This program";
constexpr const char* kClosed = "Somebody who closed their account";

constexpr std::array<std::pair<std::string_view, std::string_view>, 30> kActions{{
    {"chart.read", "looked at the record"},
    {"chart.refused", "asked for a record that is not theirs to see"},
    {"route.refused", "asked for a page that is not for their role"},
    {"patients.all", "looked at the names of all patients"},
    {"patient.add", "took on the patient"},
    {"invitation.make", "made an invitation"},
    {"invitation.withdraw", "withdrew an invitation"},
    {"clinic.join", "joined the clinic"},
    {"recovery.offer", "made a recovery code"},
    {"password.recover", "set a new password with a recovery code"},
    {"password.change", "changed the password"},
    {"history.erase", "erased all that they did"},
    {"account.close", "closed their account"},
    {"second_factor.set", "set up a second factor"},
    {"second_factor.remove", "took away the second factor"},
    {"sign_in", "signed in"},
    {"sign_out", "signed out"},
    {"sign_in.end", "signed out a device"},
    {"sign_in.end_others", "signed out the other devices"},
    {"team.add", "let a colleague see the record"},
    {"team.end", "ended a place in the care team"},
    {"handover.ask", "asked a colleague to take over"},
    {"handover.accept", "took over the care"},
    {"handover.decline", "declined to take over"},
    {"emergency.begin", "opened the record in an emergency"},
    {"emergency.review", "reviewed an emergency access"},
    {"member.end", "ended a membership"},
    {"policy.set", "changed the clinic's rules"},
    {"member.recover", "helped a member to sign in again"},
    {"demo.step_in", "stepped in, in the demonstration"},
}};

std::string WordsOf(const std::string& action) {
  for (const auto& [known, words] : kActions) {
    if (known == action) return std::string(words);
  }
  return action;
}

/// A role stands there by its name; the reason of an emergency where it can be erased with its patient.
Result<std::optional<std::string>> WhyOf(const Site& site, const clinic::Scope& scope,
                                         const clinic::AuditEvent& event) {
  using Why = std::optional<std::string>;
  std::string why = event.why;
  if (event.action == "emergency.begin") {
    EZPT_TRY(why, site.desk->Read("cannot read the emergency access", [&](store::ReadTx& tx) {
      return clinic::CareTeam::ReasonOf(tx, scope, event.object);
    }));
  }
  if (why.empty()) return Why();
  const auto role = clinic::RoleOf(why);
  return Why(role ? "as " + clinic::WordsFor(*role) : why);
}

/// Whose id that is, in words for people.
std::string NameOf(const Site& site, const std::string& person) {
  const auto account =
      site.desk->Read("cannot read the members", [&](store::ReadTx& tx) { return clinic::Accounts::Get(tx, person); });
  return account.ok() ? NameOrClosed(account->display_name) : kSystem;
}

bool IsId(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string PartWords(const clinic::Place& place) {
  if (place.role == clinic::Role::kHelper) return "helps";
  if (place.is_lead) return "leads the care";
  return place.until_ms > 0 ? "covers until" : "treats, too";
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
Result<std::vector<ChartSessionView>> SessionsOf(const Site& site, const clinic::Scope& scope,
                                                 const clinic::PatientRow& patient) {
  std::vector<ChartSessionView> views;
  if (patient.owner.empty()) return views;
  EZPT_TRY(const std::vector<store::SessionRow> rows, site.sessions->List(patient.owner, kMostSessions));
  for (const store::SessionRow& row : rows) {
    if (row.clinic != scope.clinic) continue;
    EZPT_TRY(const std::optional<int> pain, site.person->PainOf(row.id));
    const SessionRowView shown = MakeRow(row, site.library->Find(row.exercise).get());
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
    const auto until = place.until_ms > 0 ? std::optional(MomentOf(place.until_ms)) : std::nullopt;
    team.push_back({end_url, place.display_name, PartWords(place), until, may_end && !place.is_lead});
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
  if (view.is_emergency) view.emergency_until = MomentOf(chart.until_ms);
  EZPT_TRY(view.team, TeamOf(site, context, chart.patient.id, view.is_team));
  EZPT_TRY(view.sessions, SessionsOf(site, context.scope(), chart.patient));
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
  view.heading = view.is_recovery ? "A code for a new password" : "An invitation";
  view.for_name = what.name;
  view.clinic_name = context.signed_in->clinic_name;
  view.code = code;
  view.url = UrlOf(request, "/i/" + code);
  view.short_url = UrlOf(request, "/i");
  constexpr int64_t kDayMs = 86'400'000;
  view.until = MomentOf(site.desk->now_ms() + (view.is_recovery ? 1 : 14) * kDayMs);
  view.qr = QrOf(view.url);
  view.back_url = back_url;
  return Page(site, context, view.heading, view);
}

std::string NameOrClosed(const std::string& name) { return name.empty() ? kClosed : name; }

Result<std::vector<AccessView>> AccessesOf(const Site& site, const clinic::Scope& scope,
                                           const std::vector<clinic::AuditEvent>& events) {
  std::map<std::string, std::string> names;
  std::vector<AccessView> views;
  for (const clinic::AuditEvent& event : events) {
    if (!names.contains(event.actor)) names[event.actor] = NameOf(site, event.actor);
    EZPT_TRY(const std::optional<std::string> why, WhyOf(site, scope, event));
    const auto role = clinic::RoleOf(event.actor_role);
    views.push_back({.at = TimeIso(event.at_ms),
                     .at_text = TimeText(event.at_ms),
                     .who = names[event.actor],
                     .role_words = role ? clinic::WordsFor(*role) : "",
                     .what = WordsOf(event.action),
                     .why = why});
  }
  return views;
}

}  // namespace ezpt::server
