#include "server/pages/care_pages.h"

#include <charconv>
#include <utility>

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/chart.h"
#include "server/pages/page.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

using clinic::Role;

constexpr int64_t kDayMs = 86'400'000;
constexpr int kMostCoverDays = 90;
constexpr int kMostAccesses = 100;

/// What a form asks of a patient of one's own. Emergency access and helping change nothing.
struct Asked {
  clinic::Chart chart;
  Form form;
};
Result<Asked> AskedOf(const Site& site, const Context& context, const Request& request) {
  EZPT_TRY(Form form, Form::Of(request));
  EZPT_TRY(clinic::Chart chart, ChartOf(site, context, request));
  if (chart.grant != clinic::Grant::kTeam) {
    return Error{ErrorCode::kNotFound, "There is no such patient of yours."};
  }
  return Asked{std::move(chart), std::move(form)};
}

Response Invite(Site& site, const Context& context, const Request& request) {
  const auto asked = AskedOf(site, context, request);
  if (!asked.ok()) return ErrorReply(asked.error());
  const clinic::PatientRow& patient = asked->chart.patient;
  const auto role = clinic::RoleOf(asked->form["role"]);
  const auto name = clinic::CleanText(asked->form["name"], clinic::kMaxName);
  clinic::Invitation invitation{.role = role.value_or(Role::kPatient), .patient = patient.id};
  invitation.name = invitation.role == Role::kPatient ? patient.name : name.value_or("");
  const auto code = site.desk->Invite(context.scope(), invitation);
  const AsTyped as_typed = [&](PatientPageView& view) {
    view.opens_helper = invitation.role == Role::kHelper;
    view.helper_name = asked->form["name"];
  };
  if (!code.ok()) return AfterOf(site, context, asked->chart, code.error(), "", as_typed);
  return SheetOf(site, context, request, *code, invitation, "/patients/" + patient.id);
}

Response RecoverPatient(Site& site, const Context& context, const Request& request) {
  const auto asked = AskedOf(site, context, request);
  if (!asked.ok()) return ErrorReply(asked.error());
  const clinic::PatientRow& patient = asked->chart.patient;
  clinic::Invitation recovery{.kind = clinic::Invitation::Kind::kRecovery};
  recovery.patient = patient.id;
  recovery.person = patient.person;
  recovery.name = patient.name;
  const auto code = site.desk->Invite(context.scope(), recovery);
  if (!code.ok()) return AfterOf(site, context, asked->chart, code.error(), "");
  return SheetOf(site, context, request, *code, recovery, "/patients/" + patient.id);
}

Response AddCover(Site& site, const Context& context, const Request& request) {
  const auto asked = AskedOf(site, context, request);
  if (!asked.ok()) return ErrorReply(asked.error());
  const clinic::Scope& scope = context.scope();
  const std::string &days_text = asked->form["days"], &patient = asked->chart.patient.id;
  int days = 0;
  (void)std::from_chars(days_text.data(), days_text.data() + days_text.size(), days);
  const Status added = site.desk->Write("cannot change the care team", [&](store::WriteTx& tx) -> Status {
    if (days < 1 || days > kMostCoverDays) return Error{ErrorCode::kInvalidArgument, "A cover lasts 1 to 90 days."};
    const int64_t now = site.desk->now_ms();
    EZPT_CHECK_OK(clinic::CareTeam::Add(
        tx, scope, patient,
        {.id = clinic::NewId(), .person = asked->form["person"], .from_ms = now, .until_ms = now + days * kDayMs}));
    return site.desk->audit().Append(
        tx, clinic::EventOf(scope, now, "team.add", asked->form["person"].substr(0, 32), patient));
  });
  return AfterOf(site, context, asked->chart, added, "cover-added", [&](PatientPageView& view) {
    view.opens_cover = true;
    view.cover_days = days_text;
  });
}

Response EndPlace(Site& site, const Context& context, const Request& request) {
  const auto asked = AskedOf(site, context, request);
  if (!asked.ok()) return ErrorReply(asked.error());
  const clinic::Scope& scope = context.scope();
  const std::string place(request.Param("place"));
  const std::string& patient = asked->chart.patient.id;
  const Status ended = site.desk->Write("cannot change the care team", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::CareTeam::End(tx, scope, patient, place, site.desk->now_ms()));
    return site.desk->audit().Append(tx, clinic::EventOf(scope, site.desk->now_ms(), "team.end", place, patient));
  });
  if (!ended.ok() && ended.error().code == ErrorCode::kNotFound) return ErrorReply(ended.error());
  return AfterOf(site, context, asked->chart, ended, "place-ended");
}

Response AskHandover(Site& site, const Context& context, const Request& request) {
  const auto asked = AskedOf(site, context, request);
  if (!asked.ok()) return ErrorReply(asked.error());
  const clinic::Scope& scope = context.scope();
  const std::string& patient = asked->chart.patient.id;
  const auto note = clinic::CleanText(asked->form["note"], clinic::kMostReason);
  clinic::Handover handover;
  handover.id = clinic::NewId();
  handover.patient = patient;
  handover.to = asked->form["person"];
  handover.note = note.value_or("");
  const Status done = site.desk->Write("cannot ask for the hand-over", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::CareTeam::Ask(tx, scope, handover, site.desk->now_ms()));
    return site.desk->audit().Append(tx,
                                     clinic::EventOf(scope, site.desk->now_ms(), "handover.ask", handover.id, patient));
  });
  return AfterOf(site, context, asked->chart, done, "handover-asked", [&](PatientPageView& view) {
    view.opens_handover = true;
    view.handover_note = asked->form["note"];
  });
}

Response AnswerHandover(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const clinic::Scope& scope = context.scope();
  const bool accepted = (*form)["answer"] == "accept";
  if (!accepted && (*form)["answer"] != "decline") return ErrorReply(400, "Accept the hand-over, or decline it.");
  const std::string id(request.Param("id"));
  const Status done = site.desk->Write("cannot answer the hand-over", [&](store::WriteTx& tx) -> Status {
    EZPT_TRY(const std::string patient, clinic::CareTeam::Answer(tx, scope, id, accepted, site.desk->now_ms()));
    return site.desk->audit().Append(
        tx,
        clinic::EventOf(scope, site.desk->now_ms(), accepted ? "handover.accept" : "handover.decline", id, patient));
  });
  if (!done.ok()) return ErrorReply(done.error());
  return SeeOtherAndSay("/patients", accepted ? "handover-accepted" : "handover-declined");
}

/// A patient's own: who cares for them, and who looked.
Response CarePage(const Site& site, const Context& context, const Request& /*request*/) {
  const clinic::Scope& scope = context.scope();
  CarePageView view;
  view.clinic_name = context.signed_in->clinic_name;
  const auto own = site.desk->Read("cannot read the record", [&](store::ReadTx& tx) {
    return clinic::Patients::List(tx, scope, site.desk->now_ms());
  });
  if (!own.ok()) return ErrorReply(own.error());
  if (scope.role != Role::kPatient || own->empty()) return ErrorReply(404, "There is no record of you here.");
  const std::string& patient = own->front().id;
  auto team = TeamOf(site, context, patient, false);
  if (!team.ok()) return ErrorReply(team.error());
  view.team = *std::move(team);
  const auto events = site.desk->Read("cannot read the record", [&](store::ReadTx& tx) {
    return clinic::AuditLog::OfPatient(tx, scope, patient, 0, kMostAccesses);
  });
  if (!events.ok()) return ErrorReply(events.error());
  auto accesses = AccessesOf(site, context, *events);
  if (!accesses.ok()) return ErrorReply(accesses.error());
  view.accesses = *std::move(accesses);
  return Page(site, context, Say(context.language, "title.my_care"), view);
}

}  // namespace

void AddCareRoutes(SiteRoutes& routes) {
  routes.Get("/me/care", Access::kCare, CarePage);
  routes.Post("/patients/{id}/invite", Access::kTherapist, Invite);
  routes.Post("/patients/{id}/recover", Access::kTherapist, RecoverPatient);
  routes.Post("/patients/{id}/team", Access::kTherapist, AddCover);
  routes.Post("/patients/{id}/team/{place}/end", Access::kTherapist, EndPlace);
  routes.Post("/patients/{id}/handover", Access::kTherapist, AskHandover);
  routes.Post("/handovers/{id}", Access::kTherapist, AnswerHandover);
}

}  // namespace ezpt::server
