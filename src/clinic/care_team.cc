#include "clinic/care_team.h"

#include <soci/soci.h>

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

bool IsMember(soci::session& sql, const Scope& scope, const std::string& person, const std::string& role,
              int64_t now_ms) {
  int count = 0;
  const long long now = now_ms;
  sql << "select count(*) from memberships where clinic_id = :clinic and person_id = :person and role = :role and"
         " from_ms <= :now and (until_ms = 0 or until_ms > :now2)",
      use(scope.clinic), use(person), use(role), use(now), use(now), into(count);
  return count == 1;
}

int CountLeadBy(soci::session& sql, const Scope& scope, const std::string& patient, const std::string& person,
                int64_t now_ms) {
  int count = 0;
  const long long now = now_ms;
  sql << "select count(*) from care_team where clinic_id = :clinic and patient_id = :patient and person_id = :person"
         " and part = 'lead' and from_ms <= :now and (until_ms = 0 or until_ms > :now2)",
      use(scope.clinic), use(patient), use(person), use(now), use(now), into(count);
  return count;
}

Error NoSuchMember() { return {ErrorCode::kNotFound, "There is no such colleague in this clinic."}; }

constexpr const char* kSelectHandovers =
    "select h.id, h.patient_id, a.name, h.from_person, f.display_name, h.to_person, t.display_name, h.note"
    " from handovers h join patients a on a.clinic_id = h.clinic_id and a.id = h.patient_id"
    " join persons f on f.id = h.from_person join persons t on t.id = h.to_person"
    " where h.state = 'asked' and h.clinic_id = :clinic ";

Handover HandoverFrom(const soci::row& row) {
  return {.id = row.get<std::string>(0),
          .patient = row.get<std::string>(1),
          .patient_name = row.get<std::string>(2),
          .from = row.get<std::string>(3),
          .from_name = row.get<std::string>(4),
          .to = row.get<std::string>(5),
          .to_name = row.get<std::string>(6),
          .note = row.get<std::string>(7)};
}

void EndPlaces(soci::session& sql, const Scope& scope, const std::string& patient, const std::string& person,
               int64_t now_ms) {
  const long long now = now_ms;
  sql << "update care_team set until_ms = :now where clinic_id = :clinic and patient_id = :patient and person_id ="
         " :person and role = 'therapist' and (until_ms = 0 or until_ms > :now2)",
      use(now), use(scope.clinic), use(patient), use(person), use(now);
}

}  // namespace

Result<std::vector<Place>> CareTeam::Of(store::ReadTx& tx, const Scope& scope, const std::string& patient,
                                        int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << "select t.id, t.person_id, p.display_name, t.role, t.part, t.from_ms, t.until_ms from"
                           " care_team t join persons p on p.id = t.person_id where t.clinic_id = :clinic and"
                           " t.patient_id = :patient and t.from_ms <= :now and (t.until_ms = 0 or t.until_ms > :now2)"
                           " order by case when t.part = 'lead' then 0 else 1 end, p.display_name, t.id",
       use(scope.clinic), use(patient), use(now), use(now));
  std::vector<Place> team;
  for (const soci::row& row : rows) {
    team.push_back({.id = row.get<std::string>(0),
                    .person = row.get<std::string>(1),
                    .display_name = row.get<std::string>(2),
                    .role = RoleOf(row.get<std::string>(3)).value_or(Role::kTherapist),
                    .is_lead = row.get<std::string>(4) == "lead",
                    .from_ms = row.get<long long>(5),
                    .until_ms = row.get<long long>(6)});
  }
  return team;
}

Status CareTeam::Add(store::WriteTx& tx, const Scope& scope, const std::string& patient, const Place& place) {
  const std::string role = NameOf(place.role);
  if (!IsMember(tx.sql(), scope, place.person, role, place.from_ms)) return NoSuchMember();
  EZPT_TRY(const std::vector<Place> team, Of(tx, scope, patient, place.from_ms));
  for (const Place& known : team) {
    if (known.person == place.person && known.role == place.role && known.until_ms == place.until_ms) return {};
  }
  const std::string part = place.is_lead ? "lead" : (place.until_ms > 0 ? "covering" : "supplementary");
  const long long from = place.from_ms, until = place.until_ms;
  tx.sql() << "insert into care_team (clinic_id, id, patient_id, person_id, role, part, from_ms, until_ms, granted_by)"
              " values (:clinic, :id, :patient, :person, :role, :part, :from, :until, :by)",
      use(scope.clinic), use(place.id), use(patient), use(place.person), use(role), use(part), use(from), use(until),
      use(scope.person);
  return {};
}

Status CareTeam::End(store::WriteTx& tx, const Scope& scope, const std::string& patient, const std::string& place,
                     int64_t now_ms) {
  EZPT_TRY(const std::vector<Place> team, Of(tx, scope, patient, now_ms));
  for (const Place& known : team) {
    if (known.id != place) continue;
    if (known.is_lead) return Error{ErrorCode::kConflict, "Who leads the care hands the patient over to a colleague."};
    const long long now = now_ms;
    tx.sql() << "update care_team set until_ms = :now where clinic_id = :clinic and id = :id", use(now),
        use(scope.clinic), use(place);
    return {};
  }
  return Error{ErrorCode::kNotFound, "There is no such place in the care team."};
}

Status CareTeam::Ask(store::WriteTx& tx, const Scope& scope, const Handover& handover, int64_t now_ms) {
  if (CountLeadBy(tx.sql(), scope, handover.patient, scope.person, now_ms) == 0) {
    return Error{ErrorCode::kForbidden, "Only who leads the care can hand it over."};
  }
  if (handover.to == scope.person || !IsMember(tx.sql(), scope, handover.to, "therapist", now_ms))
    return NoSuchMember();
  int waiting = 0;
  tx.sql() << "select count(*) from handovers where clinic_id = :clinic and patient_id = :patient and state = 'asked'",
      use(scope.clinic), use(handover.patient), into(waiting);
  if (waiting > 0) return Error{ErrorCode::kConflict, "A hand-over of this patient waits for an answer already."};
  const long long now = now_ms;
  tx.sql() << "insert into handovers (clinic_id, id, patient_id, from_person, to_person, note, state, asked_ms,"
              " answered_ms) values (:clinic, :id, :patient, :from, :to, :note, 'asked', :now, 0)",
      use(scope.clinic), use(handover.id), use(handover.patient), use(scope.person), use(handover.to),
      use(handover.note), use(now);
  return {};
}

Result<std::vector<Handover>> CareTeam::Waiting(store::ReadTx& tx, const Scope& scope) {
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelectHandovers) +
                               "and (h.to_person = :to or h.from_person = :from) order by h.asked_ms, h.id",
       use(scope.clinic), use(scope.person), use(scope.person));
  std::vector<Handover> waiting;
  for (const soci::row& row : rows) waiting.push_back(HandoverFrom(row));
  return waiting;
}

Result<std::string> CareTeam::Answer(store::WriteTx& tx, const Scope& scope, const std::string& handover, bool accepted,
                                     int64_t now_ms) {
  EZPT_TRY(const std::vector<Handover> waiting, Waiting(tx, scope));
  for (const Handover& asked : waiting) {
    if (asked.id != handover || asked.to != scope.person) continue;
    const long long now = now_ms;
    const std::string state = accepted ? "accepted" : "declined";
    tx.sql() << "update handovers set state = :state, answered_ms = :now where clinic_id = :clinic and id = :id",
        use(state), use(now), use(scope.clinic), use(handover);
    if (!accepted) return asked.patient;
    // Who asked may have stopped leading meanwhile, by another hand-over that was accepted first.
    if (CountLeadBy(tx.sql(), scope, asked.patient, asked.from, now_ms) == 0) break;
    EndPlaces(tx.sql(), scope, asked.patient, asked.from, now_ms);
    EndPlaces(tx.sql(), scope, asked.patient, scope.person, now_ms);
    EZPT_CHECK_OK(
        Add(tx, scope, asked.patient, {.id = NewId(), .person = scope.person, .is_lead = true, .from_ms = now_ms}));
    return asked.patient;
  }
  return Error{ErrorCode::kNotFound, "There is no such hand-over any more."};
}

Status CareTeam::BreakGlass(store::WriteTx& tx, const Scope& scope, const std::string& id, const std::string& patient,
                            const std::string& reason, int64_t now_ms) {
  int there = 0;
  tx.sql() << "select count(*) from patients where clinic_id = :clinic and id = :id and name <> ''", use(scope.clinic),
      use(patient), into(there);
  if (there == 0) return Error{ErrorCode::kNotFound, "There is no such patient in this clinic."};
  const long long from = now_ms, until = now_ms + kEmergencyMs;
  tx.sql() << "insert into emergency_access (clinic_id, id, patient_id, person_id, reason, from_ms, until_ms,"
              " reviewed_by, reviewed_ms) values (:clinic, :id, :patient, :person, :reason, :from, :until, '', 0)",
      use(scope.clinic), use(id), use(patient), use(scope.person), use(reason), use(from), use(until);
  return {};
}

Result<std::vector<Emergency>> CareTeam::Emergencies(store::ReadTx& tx, const Scope& scope) {
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << "select e.id, e.patient_id, a.name, e.person_id, p.display_name, e.reason, e.from_ms,"
                           " e.until_ms, e.reviewed_ms from emergency_access e join patients a on a.clinic_id ="
                           " e.clinic_id and a.id = e.patient_id join persons p on p.id = e.person_id where"
                           " e.clinic_id = :clinic order by case when e.reviewed_ms = 0 then 0 else 1 end,"
                           " e.from_ms desc, e.id limit 100",
       use(scope.clinic));
  std::vector<Emergency> found;
  for (const soci::row& row : rows) {
    found.push_back({.id = row.get<std::string>(0),
                     .patient = row.get<std::string>(1),
                     .patient_name = row.get<std::string>(2),
                     .person = row.get<std::string>(3),
                     .display_name = row.get<std::string>(4),
                     .reason = row.get<std::string>(5),
                     .from_ms = row.get<long long>(6),
                     .until_ms = row.get<long long>(7),
                     .is_reviewed = row.get<long long>(8) != 0});
  }
  return found;
}

Result<std::string> CareTeam::ReasonOf(store::ReadTx& tx, const Scope& scope, const std::string& id) {
  std::string reason;
  tx.sql() << "select reason from emergency_access where clinic_id = :clinic and id = :id", use(scope.clinic), use(id),
      into(reason);
  return tx.sql().got_data() ? reason : "";
}

Status CareTeam::Review(store::WriteTx& tx, const Scope& scope, const std::string& id, int64_t now_ms) {
  std::string person;
  tx.sql() << "select person_id from emergency_access where clinic_id = :clinic and id = :id", use(scope.clinic),
      use(id), into(person);
  if (!tx.sql().got_data()) return Error{ErrorCode::kNotFound, "There is no such emergency access."};
  if (person == scope.person) return Error{ErrorCode::kForbidden, "Nobody reviews their own: a colleague does."};
  const long long now = now_ms;
  tx.sql() << "update emergency_access set reviewed_by = :by, reviewed_ms = :now where clinic_id = :clinic and id = :id"
              " and reviewed_ms = 0",
      use(scope.person), use(now), use(scope.clinic), use(id);
  return {};
}

}  // namespace ezpt::clinic
