#include "clinic/patients.h"

#include <soci/soci.h>

#include "clinic/care_team.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr const char* kSelect =
    "select a.id, a.name, coalesce(a.person_id, ''), coalesce(p.owner, ''), a.created_ms from patients a"
    " left join persons p on p.id = a.person_id where a.clinic_id = :clinic"
    // Who closed their account has no name any more (closing.h).
    " and a.name <> '' ";

PatientRow PatientFrom(const soci::row& row) {
  return {.id = row.get<std::string>(0),
          .name = row.get<std::string>(1),
          .person = row.get<std::string>(2),
          .owner = row.get<std::string>(3),
          .created_ms = row.get<long long>(4)};
}

Error NoSuchPatient() { return {ErrorCode::kNotFound, "There is no such patient of yours."}; }

/// @param parameters texts of `where`, in its order.
std::vector<PatientRow> Select(soci::session& sql, const Scope& scope, const std::string& where,
                               const std::vector<const std::string*>& parameters) {
  soci::row row;
  soci::statement statement(sql);
  statement.exchange(use(scope.clinic));
  for (const std::string* parameter : parameters) statement.exchange(use(*parameter));
  statement.exchange(into(row));
  statement.alloc();
  statement.prepare(kSelect + where + " order by a.name, a.id");
  statement.define_and_bind();
  statement.execute();
  std::vector<PatientRow> found;
  while (statement.fetch()) found.push_back(PatientFrom(row));
  return found;
}

struct Standing {
  bool holds = false;
  bool is_lead = false;
};

/// Their place in the care of that patient now.
Standing PlaceOf(soci::session& sql, const Scope& scope, const std::string& patient, int64_t now_ms) {
  const std::string role = NameOf(scope.role);
  const long long now = now_ms;
  const soci::rowset<std::string> parts =
      (sql.prepare << "select part from care_team where clinic_id = :clinic and patient_id = :patient and person_id ="
                      " :person and role = :role and from_ms <= :now and (until_ms = 0 or until_ms > :now2)",
       use(scope.clinic), use(patient), use(scope.person), use(role), use(now), use(now));
  Standing standing;
  for (const std::string& part : parts) {
    standing.holds = true;
    standing.is_lead = standing.is_lead || part == "lead";
  }
  return standing;
}

/// When their emergency access to that patient ends; 0: they have none.
int64_t EmergencyUntil(soci::session& sql, const Scope& scope, const std::string& patient, int64_t now_ms) {
  long long until = 0;
  const long long now = now_ms;
  sql << "select coalesce(max(until_ms), 0) from emergency_access where clinic_id = :clinic and patient_id = :patient"
         " and person_id = :person and until_ms > :now",
      use(scope.clinic), use(patient), use(scope.person), use(now), into(until);
  return until;
}

}  // namespace

Status Patients::Add(store::WriteTx& tx, const Scope& scope, const PatientRow& patient) {
  if (scope.role != Role::kTherapist) return Error{ErrorCode::kForbidden, "Only a therapist can take on a patient."};
  const long long created = patient.created_ms;
  tx.sql() << "insert into patients (clinic_id, id, name, created_ms) values (:clinic, :id, :name, :created)",
      use(scope.clinic), use(patient.id), use(patient.name), use(created);
  return CareTeam::Add(tx, scope, patient.id,
                       {.id = NewId(), .person = scope.person, .is_lead = true, .from_ms = patient.created_ms});
}

Status Patients::SetPerson(store::WriteTx& tx, const std::string& clinic, const std::string& patient,
                           const std::string& person) {
  int others = 0;
  tx.sql() << "select count(*) from patients where clinic_id = :clinic and ((id = :id and person_id is not null and"
              " person_id <> :person) or (id <> :id2 and person_id = :person2))",
      use(clinic), use(patient), use(person), use(patient), use(person), into(others);
  if (others > 0) {
    return Error{ErrorCode::kConflict, "This patient has an account already, or this account is another patient's."};
  }
  tx.sql() << "update patients set person_id = :person where clinic_id = :clinic and id = :id", use(person),
      use(clinic), use(patient);
  return {};
}

Result<std::vector<PatientRow>> Patients::List(store::ReadTx& tx, const Scope& scope, int64_t now_ms) {
  switch (scope.role) {
    case Role::kPatient:
      return Select(tx.sql(), scope, "and a.person_id = :person", {&scope.person});
    case Role::kHelper:
    case Role::kTherapist: {
      const std::string role = NameOf(scope.role), now = std::to_string(now_ms);
      return Select(
          tx.sql(), scope,
          "and a.id in (select t.patient_id from care_team t where t.clinic_id = a.clinic_id and t.person_id ="
          " :person and t.role = :role and t.from_ms <= " +
              now + " and (t.until_ms = 0 or t.until_ms > " + now + "))",
          {&scope.person, &role});
    }
    case Role::kAdmin:
      return Select(tx.sql(), scope, "", {});
    case Role::kOperator:
      break;
  }
  return std::vector<PatientRow>();
}

Result<Chart> Patients::ChartOf(store::ReadTx& tx, const Scope& scope, const std::string& patient, int64_t now_ms) {
  const auto row = InClinic(tx, scope, patient);
  if (!row.ok()) return row.error();
  Chart chart{.patient = *row};
  if (scope.role == Role::kPatient && row->person == scope.person) {
    chart.grant = Grant::kSelf;
    return chart;
  }
  if (scope.role == Role::kHelper || scope.role == Role::kTherapist) {
    const Standing standing = PlaceOf(tx.sql(), scope, patient, now_ms);
    chart.grant = scope.role == Role::kHelper ? Grant::kHelper : Grant::kTeam;
    chart.is_lead = standing.is_lead;
    if (standing.holds) return chart;
  }
  if (scope.role == Role::kTherapist || scope.role == Role::kAdmin) {
    chart.grant = Grant::kEmergency;
    chart.until_ms = EmergencyUntil(tx.sql(), scope, patient, now_ms);
    if (chart.until_ms > 0) return chart;
  }
  return NoSuchPatient();
}

Result<PatientRow> Patients::InClinic(store::ReadTx& tx, const Scope& scope, const std::string& patient) {
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelect) + "and a.id = :id", use(scope.clinic), use(patient));
  for (const soci::row& row : rows) return PatientFrom(row);
  return NoSuchPatient();
}

}  // namespace ezpt::clinic
