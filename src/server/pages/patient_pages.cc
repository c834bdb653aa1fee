#include "server/pages/patient_pages.h"

#include <utility>

#include "clinic/requests_done.h"
#include "server/form.h"
#include "server/pages/chart.h"
#include "server/pages/page.h"
#include "server/said.h"

namespace ezpt::server {
namespace {

using clinic::Role;

std::string HeadingFor(Role role, std::string_view language) {
  if (role == Role::kHelper) return Say(language, "title.whom_you_help");
  return role == Role::kPatient ? Say(language, "title.you") : Say(language, "title.patients");
}

std::string UrlFor(Role role, const clinic::PatientRow& patient) {
  return "/patients/" + patient.id + (role == Role::kAdmin ? "/emergency" : "");
}

Result<PatientsPageView> PatientsView(const Site& site, const Context& context) {
  const clinic::Scope& scope = context.scope();
  return site.desk->Read("cannot read the patients", [&](store::ReadTx& tx) -> Result<PatientsPageView> {
    PatientsPageView view;
    view.heading = HeadingFor(scope.role, context.language);
    EZPT_TRY(const auto patients, clinic::Patients::List(tx, scope, site.desk->now_ms()));
    for (const clinic::PatientRow& patient : patients) {
      view.patients.push_back({UrlFor(scope.role, patient), patient.name, !patient.person.empty()});
    }
    view.may_add = scope.role == Role::kTherapist;
    if (view.may_add) view.everybody_url = "/patients/everybody";
    view.request_key = clinic::NewId();
    if (!view.may_add) return view;
    EZPT_TRY(const auto waiting, clinic::CareTeam::Waiting(tx, scope));
    for (const clinic::Handover& asked : waiting) {
      view.handovers.push_back(
          {asked.id, asked.patient_name, asked.from_name, asked.to_name, asked.note, asked.to == scope.person});
    }
    view.has_handovers = !view.handovers.empty();
    return view;
  });
}

Response PatientsPage(const Site& site, const Context& context, const Request& /*request*/) {
  const auto view = PatientsView(site, context);
  return view.ok() ? Page(site, context, view->heading, *view) : ErrorReply(view.error());
}

/// The names of all, for who looks for somebody else's patient in an emergency; the looking is noted.
Response EverybodyPage(const Site& site, const Context& context, const Request& /*request*/) {
  clinic::Scope everybody = context.scope();
  everybody.role = Role::kAdmin;
  const Status noted = site.desk->Note(clinic::EventOf(context.scope(), site.desk->now_ms(), "patients.all"));
  if (!noted.ok()) return ErrorReply(noted.error());
  const auto patients = site.desk->Read("cannot read the patients", [&](store::ReadTx& tx) {
    return clinic::Patients::List(tx, everybody, site.desk->now_ms());
  });
  if (!patients.ok()) return ErrorReply(patients.error());
  PatientsPageView view;
  view.heading = Say(context.language, "title.in_an_emergency");
  for (const clinic::PatientRow& patient : *patients) {
    view.patients.push_back({UrlFor(Role::kAdmin, patient), patient.name, !patient.person.empty()});
  }
  return Page(site, context, view.heading, view);
}

Response AddPatient(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const clinic::Scope& scope = context.scope();
  const auto name = clinic::CleanText((*form)["name"], clinic::kMaxName);
  const Status added = site.desk->Write("cannot store the patient", [&](store::WriteTx& tx) -> Status {
    if (!name) return Error{ErrorCode::kInvalidArgument, "Say what the patient is called."};
    EZPT_TRY(const bool first, clinic::RequestsDone::IsFirst(tx, scope, (*form)["request_key"], site.desk->now_ms()));
    if (!first) return {};
    const std::string id = clinic::NewId();
    EZPT_CHECK_OK(clinic::Patients::Add(tx, scope, {.id = id, .name = *name, .created_ms = site.desk->now_ms()}));
    return site.desk->audit().Append(tx, clinic::EventOf(scope, site.desk->now_ms(), "patient.add", "", id));
  });
  if (added.ok()) return SeeOtherAndSay("/patients", "patient-added");
  auto view = PatientsView(site, context);
  if (view.ok()) view->new_name = (*form)["name"];
  return view.ok() ? PageAgain(site, context, view->heading, *view, added.error()) : ErrorReply(view.error());
}

Response PatientPage(const Site& site, const Context& context, const Request& request) {
  const auto chart = ChartOf(site, context, request);
  if (!chart.ok()) return ErrorReply(chart.error());
  const Status noted =
      site.desk->Note(clinic::EventOf(context.scope(), site.desk->now_ms(), "chart.read", "", chart->patient.id));
  if (!noted.ok()) return ErrorReply(noted.error());
  const auto view = PatientView(site, context, *chart);
  return view.ok() ? Page(site, context, view->name, *view) : ErrorReply(view.error());
}

Result<clinic::PatientRow> InClinic(const Site& site, const Context& context, const Request& request) {
  return site.desk->Read("cannot read the patient", [&](store::ReadTx& tx) {
    return clinic::Patients::InClinic(tx, context.scope(), std::string(request.Param("id")));
  });
}

EmergencyPageView EmergencyView(const clinic::PatientRow& patient, const std::string& reason) {
  return {.id = patient.id, .name = patient.name, .problem = std::nullopt, .reason = reason};
}

Response EmergencyPage(const Site& site, const Context& context, const Request& request) {
  const auto patient = InClinic(site, context, request);
  if (!patient.ok()) return ErrorReply(patient.error());
  return Page(site, context, Say(context.language, "title.emergency_access"), EmergencyView(*patient, ""));
}

Response BeginEmergency(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto patient = InClinic(site, context, request);
  if (!patient.ok()) return ErrorReply(patient.error());
  const clinic::Scope& scope = context.scope();
  const auto reason = clinic::CleanText((*form)["reason"], clinic::kMostReason);
  const Status begun = site.desk->Write("cannot begin the emergency access", [&](store::WriteTx& tx) -> Status {
    if (!reason || reason->size() < 10) {
      return Error{ErrorCode::kInvalidArgument, "Say in a sentence why you must see this record."};
    }
    const std::string id = clinic::NewId();
    EZPT_CHECK_OK(clinic::CareTeam::BreakGlass(tx, scope, id, patient->id, *reason, site.desk->now_ms()));
    return site.desk->audit().Append(tx,
                                     clinic::EventOf(scope, site.desk->now_ms(), "emergency.begin", id, patient->id));
  });
  if (begun.ok()) return SeeOtherAndSay("/patients/" + patient->id, "emergency-begun");
  return PageAgain(site, context, Say(context.language, "title.emergency_access"),
                   EmergencyView(*patient, (*form)["reason"]), begun.error());
}

}  // namespace

void AddPatientRoutes(SiteRoutes& routes) {
  routes.Get("/patients", Access::kCare, PatientsPage);
  routes.Post("/patients", Access::kTherapist, AddPatient);
  routes.Get("/patients/everybody", Access::kStaff, EverybodyPage);
  routes.Get("/patients/{id}", Access::kCare, PatientPage);
  routes.Get("/patients/{id}/emergency", Access::kStaff, EmergencyPage);
  routes.Post("/patients/{id}/emergency", Access::kStaff, BeginEmergency);
}

}  // namespace ezpt::server
