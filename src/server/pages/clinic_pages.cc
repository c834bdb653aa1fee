#include "server/pages/clinic_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/account_words.h"
#include "server/pages/chart.h"
#include "server/pages/clinic_views.h"
#include "server/pages/page.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

using clinic::Policy;
using clinic::Role;

constexpr int kAuditPage = 50;

int NumberIn(const std::string& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

MemberView MemberOf(const clinic::Membership& member, const clinic::Scope& scope, std::string_view language) {
  return {.person = member.person,
          .name = member.display_name,
          .sign_in_name = member.sign_in_name,
          .role = clinic::NameOf(member.role),
          .role_words = RoleWords(language, member.role),
          .has_second_factor = member.has_second_factor,
          .is_self = member.person == scope.person && member.role == scope.role};
}

void SetPolicy(const Policy& policy, ClinicPageView& view) {
  view.grace_days = policy.grace_days;
  view.idle_minutes = policy.idle_minutes;
  view.asks_nobody = policy.second_factor == Policy::SecondFactor::kOptional;
  view.asks_staff = policy.second_factor == Policy::SecondFactor::kStaff;
  view.asks_everybody = policy.second_factor == Policy::SecondFactor::kEverybody;
}

Result<ClinicPageView> ClinicView(const Site& site, const Context& context) {
  const clinic::Scope& scope = context.scope();
  const int64_t now = site.desk->now_ms();
  return site.desk->Read("cannot read the clinic", [&](store::ReadTx& tx) -> Result<ClinicPageView> {
    ClinicPageView view;
    EZPT_TRY(const clinic::ClinicRow clinic, clinic::Clinics::Get(tx, scope.clinic));
    view.name = clinic.name;
    SetPolicy(clinic.policy, view);
    EZPT_TRY(const auto members, clinic::Clinics::Members(tx, scope, now));
    for (const clinic::Membership& member : members) {
      if (member.role != Role::kPatient) view.members.push_back(MemberOf(member, scope, context.language));
    }
    EZPT_TRY(const auto patients, clinic::Patients::List(tx, scope, now));
    view.patient_count = static_cast<int>(patients.size());
    EZPT_TRY(const auto invitations, clinic::Invitations::Open(tx, scope, now));
    for (const clinic::Invitation& open : invitations) {
      view.invitations.push_back({open.id, open.name, RoleWords(context.language, open.role), TimeIso(open.expires_ms),
                                  TimeText(open.expires_ms, context.language)});
    }
    view.has_invitations = !view.invitations.empty();
    EZPT_TRY(const auto emergencies, clinic::CareTeam::Emergencies(tx, scope));
    view.waiting_reviews = static_cast<int>(
        std::count_if(emergencies.begin(), emergencies.end(), [](const auto& one) { return !one.is_reviewed; }));
    view.has_reviews = view.waiting_reviews > 0;
    return view;
  });
}

Response ClinicPage(const Site& site, const Context& context, const Request& /*request*/) {
  const auto view = ClinicView(site, context);
  return view.ok() ? Page(site, context, view->name, *view) : ErrorReply(view.error());
}

Response After(const Site& site, const Context& context, const Status& done, std::string_view word,
               const std::string& invite_name = "") {
  if (done.ok()) return SeeOtherAndSay("/clinic", word);
  auto view = ClinicView(site, context);
  if (view.ok()) view->invite_name = invite_name;
  return view.ok() ? PageAgain(site, context, view->name, *view, done.error()) : ErrorReply(view.error());
}

Response Invite(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto name = clinic::CleanText((*form)["name"], clinic::kMaxName);
  const auto role = clinic::RoleOf((*form)["role"]);
  if (!name || !role) {
    return After(site, context, Error{ErrorCode::kInvalidArgument, "Say whom you invite, and as what."}, "",
                 (*form)["name"]);
  }
  clinic::Invitation invitation{.role = *role};
  invitation.name = *name;
  const auto code = site.desk->Invite(context.scope(), invitation);
  if (!code.ok()) return After(site, context, code.error(), "", *name);
  return SheetOf(site, context, request, *code, invitation, "/clinic");
}

Response Withdraw(Site& site, const Context& context, const Request& request) {
  const std::string id(request.Param("id"));
  const clinic::Scope& scope = context.scope();
  const Status done = site.desk->Write("cannot withdraw the invitation", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::Invitations::Withdraw(tx, scope, id));
    return site.desk->audit().Append(tx, clinic::EventOf(scope, site.desk->now_ms(), "invitation.withdraw", id));
  });
  if (!done.ok() && done.error().code == ErrorCode::kNotFound) return ErrorReply(done.error());
  return After(site, context, done, "invitation-withdrawn");
}

Response EndMember(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const clinic::Scope& scope = context.scope();
  const std::string& person = (*form)["person"];
  const auto role = clinic::RoleOf((*form)["role"]);
  const Status done = site.desk->Write("cannot end the membership", [&](store::WriteTx& tx) -> Status {
    if (!role) return Error{ErrorCode::kNotFound, "There is no such member."};
    EZPT_CHECK_OK(clinic::Clinics::EndMembership(tx, scope, person, *role, site.desk->now_ms()));
    return site.desk->audit().Append(
        tx, clinic::EventOf(scope, site.desk->now_ms(), "member.end", person, "", clinic::NameOf(*role)));
  });
  if (!done.ok() && done.error().code == ErrorCode::kNotFound) return ErrorReply(done.error());
  return After(site, context, done, "member-ended");
}

Response RecoverMember(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  clinic::Invitation recovery{.kind = clinic::Invitation::Kind::kRecovery};
  recovery.person = (*form)["person"];
  const auto code = site.desk->Invite(context.scope(), recovery);
  if (!code.ok()) return ErrorReply(code.error());
  const auto account = site.desk->Read("cannot read the member",
                                       [&](store::ReadTx& tx) { return clinic::Accounts::Get(tx, recovery.person); });
  if (!account.ok()) return ErrorReply(account.error());
  recovery.name = account->display_name;
  return SheetOf(site, context, request, *code, recovery, "/clinic");
}

Response SetRules(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const clinic::Scope& scope = context.scope();
  const auto second_factor = clinic::SecondFactorOf((*form)["second_factor"]);
  const Status done = site.desk->Write("cannot change the rules", [&](store::WriteTx& tx) -> Status {
    if (!second_factor) return Error{ErrorCode::kInvalidArgument, "Say who needs a second factor."};
    const Policy policy{*second_factor, NumberIn((*form)["grace_days"]), NumberIn((*form)["idle_minutes"])};
    EZPT_CHECK_OK(clinic::Clinics::SetPolicy(tx, scope, policy));
    return site.desk->audit().Append(tx, clinic::EventOf(scope, site.desk->now_ms(), "policy.set"));
  });
  return After(site, context, done, "policy-set");
}

Response EmergenciesPage(const Site& site, const Context& context, const Request& /*request*/) {
  const clinic::Scope& scope = context.scope();
  const auto emergencies = site.desk->Read("cannot read the emergency accesses",
                                           [&](store::ReadTx& tx) { return clinic::CareTeam::Emergencies(tx, scope); });
  if (!emergencies.ok()) return ErrorReply(emergencies.error());
  EmergenciesPageView view;
  for (const clinic::Emergency& one : *emergencies) {
    view.emergencies.push_back({one.id, NameOrClosed(one.patient_name, context.language),
                                NameOrClosed(one.display_name, context.language), one.reason, TimeIso(one.from_ms),
                                TimeText(one.from_ms, context.language), one.is_reviewed, one.person == scope.person});
  }
  return Page(site, context, Say(context.language, "title.emergency_access"), view);
}

Response ReviewEmergency(Site& site, const Context& context, const Request& request) {
  const std::string id(request.Param("id"));
  const clinic::Scope& scope = context.scope();
  const Status done = site.desk->Write("cannot store the review", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::CareTeam::Review(tx, scope, id, site.desk->now_ms()));
    return site.desk->audit().Append(tx, clinic::EventOf(scope, site.desk->now_ms(), "emergency.review", id));
  });
  return done.ok() ? SeeOtherAndSay("/clinic/emergencies", "reviewed") : ErrorReply(done.error());
}

std::string VerdictOf(const clinic::AuditVerdict& verdict, std::string_view language) {
  if (verdict.broken_at == 0) return Say(language, "audit.whole", {{"count", std::to_string(verdict.events)}});
  return Say(language, "audit.changed", {{"what", verdict.what}});
}

Response AuditPage(const Site& site, const Context& context, const Request& request) {
  const clinic::Scope& scope = context.scope();
  const int before = std::max(0, NumberIn(std::string(request.Query("before"))));
  clinic::AuditVerdict verdict;
  const auto events =
      site.desk->Read("cannot read the audit log", [&](store::ReadTx& tx) -> Result<std::vector<clinic::AuditEvent>> {
        EZPT_TRY(verdict, site.desk->audit().Verify(tx));
        return clinic::AuditLog::OfClinic(tx, scope, before, kAuditPage);
      });
  if (!events.ok()) return ErrorReply(events.error());
  AuditPageView view;
  view.is_whole = verdict.broken_at == 0;
  view.verdict = VerdictOf(verdict, context.language);
  auto accesses = AccessesOf(site, context, *events);
  if (!accesses.ok()) return ErrorReply(accesses.error());
  view.accesses = *std::move(accesses);
  if (events->size() == kAuditPage) view.older_url = fmt::format("/clinic/audit?before={}", events->back().seq);
  return Page(site, context, Say(context.language, "title.audit_log"), view);
}

}  // namespace

void AddClinicRoutes(SiteRoutes& routes) {
  routes.Get("/clinic", Access::kAdmin, ClinicPage);
  routes.Post("/clinic/invite", Access::kAdmin, Invite);
  routes.Post("/clinic/invitations/{id}/withdraw", Access::kAdmin, Withdraw);
  routes.Post("/clinic/members/end", Access::kAdmin, EndMember);
  routes.Post("/clinic/members/recover", Access::kAdmin, RecoverMember);
  routes.Post("/clinic/policy", Access::kAdmin, SetRules);
  routes.Get("/clinic/emergencies", Access::kAdmin, EmergenciesPage);
  routes.Post("/clinic/emergencies/{id}/review", Access::kAdmin, ReviewEmergency);
  routes.Get("/clinic/audit", Access::kAdmin, AuditPage);
}

}  // namespace ezpt::server
