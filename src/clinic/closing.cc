#include "clinic/closing.h"

#include <soci/soci.h>

#include <string>
#include <utility>

namespace ezpt::clinic {
namespace {

using soci::use;

/// Of a refusal that tells an administrator about a member, the words for the member.
Error ToThePerson(const Error& error, Role role) {
  if (error.code != ErrorCode::kConflict) return error;
  if (role == Role::kAdmin) {
    return {error.code,
            "You are the only administrator of a clinic. Invite another one first, then close your account."};
  }
  return {error.code, "You lead the care of patients. Hand them over to colleagues first, then close your account."};
}

Result<std::vector<Membership>> EndMemberships(store::WriteTx& tx, const Account& account, int64_t now_ms) {
  EZPT_TRY(std::vector<Membership> memberships, Clinics::Of(tx, account.id, now_ms));
  for (const Membership& membership : memberships) {
    const Scope scope{membership.clinic, account.id, membership.role};
    const Status ended = Clinics::EndMembership(tx, scope, account.id, membership.role, now_ms);
    if (!ended.ok()) return ToThePerson(ended.error(), membership.role);
  }
  return memberships;
}

/// What a clinic knows of them as its patient.
void ErasePatient(soci::session& sql, const std::string& clinic, const std::string& patient, int64_t now_ms) {
  const long long now = now_ms;
  sql << "update care_team set until_ms = :now where clinic_id = :clinic and patient_id = :id and (until_ms = 0 or"
         " until_ms > :now2)",
      use(now), use(clinic), use(patient), use(now);
  sql << "update emergency_access set until_ms = :now where clinic_id = :clinic and patient_id = :id and until_ms >"
         " :now2",
      use(now), use(clinic), use(patient), use(now);
  sql << "update emergency_access set reason = '' where clinic_id = :clinic and patient_id = :id", use(clinic),
      use(patient);
  sql << "update handovers set note = '', state = case when state = 'asked' then 'declined' else state end"
         " where clinic_id = :clinic and patient_id = :id",
      use(clinic), use(patient);
  sql << "delete from invitations where clinic_id = :clinic and patient_id = :id", use(clinic), use(patient);
  sql << "update patients set name = '', person_id = null where clinic_id = :clinic and id = :id", use(clinic),
      use(patient);
}

void ErasePatients(soci::session& sql, const std::string& person, int64_t now_ms) {
  std::vector<std::pair<std::string, std::string>> patients;
  const soci::rowset<soci::row> rows =
      (sql.prepare << "select clinic_id, id from patients where person_id = :person", use(person));
  for (const soci::row& row : rows) patients.emplace_back(row.get<std::string>(0), row.get<std::string>(1));
  for (const auto& [clinic, id] : patients) ErasePatient(sql, clinic, id, now_ms);
}

/// The row stays for those that refer to it. No name has a space, so nobody signs in by that one, or takes it.
void EraseAccount(soci::session& sql, const std::string& person) {
  const std::string nobody = "closed " + person;
  for (const char* table :
       {"sign_ins", "recovery_codes", "credentials", "requests_done", "invitations", "sign_in_changes"}) {
    sql << std::string("delete from ") + table + " where person_id = :person", use(person);
  }
  sql << "update handovers set state = 'declined' where to_person = :person and state = 'asked'", use(person);
  sql << "update persons set sign_in_name = :name, display_name = '', owner = :owner, is_operator = 0 where id = :id",
      use(nobody), use(person), use(person);
}

}  // namespace

Result<std::vector<Membership>> Closing::Close(store::WriteTx& tx, const Account& account, int64_t now_ms) {
  if (account.is_operator) {
    return Error{ErrorCode::kConflict, "This account runs the server, and is there for as long as the server is."};
  }
  EZPT_TRY(std::vector<Membership> ended, EndMemberships(tx, account, now_ms));
  ErasePatients(tx.sql(), account.id, now_ms);
  EraseAccount(tx.sql(), account.id);
  return ended;
}

}  // namespace ezpt::clinic
