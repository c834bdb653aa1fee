#include "clinic/clinics.h"

#include <soci/soci.h>

#include <array>
#include <utility>

#include "clinic/sign_in_changes.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr std::array<std::pair<Policy::SecondFactor, std::string_view>, 3> kSecondFactors{
    {{Policy::SecondFactor::kOptional, "optional"},
     {Policy::SecondFactor::kStaff, "staff"},
     {Policy::SecondFactor::kEverybody, "everybody"}}};

constexpr const char* kSelectMembers =
    "select m.clinic_id, coalesce(c.name, ''), m.person_id, p.display_name, p.sign_in_name, m.role, m.from_ms,"
    " m.until_ms, case when k.totp_secret is null then 0 else 1 end from memberships m"
    " join clinics c on c.id = m.clinic_id join persons p on p.id = m.person_id"
    " join credentials k on k.person_id = m.person_id"
    " where m.from_ms <= :now and (m.until_ms = 0 or m.until_ms > :now2)";

/// The flag by what SQLite and MariaDB each call a number.
bool IsSet(const soci::row& row, std::size_t at) {
  switch (row.get_properties(at).get_data_type()) {
    case soci::dt_integer:
      return row.get<int>(at) != 0;
    case soci::dt_long_long:
      return row.get<long long>(at) != 0;
    default:
      return row.get<std::string>(at) != "0";
  }
}

std::vector<Membership> MembersIn(const soci::rowset<soci::row>& rows) {
  std::vector<Membership> members;
  for (const soci::row& row : rows) {
    const auto role = RoleOf(row.get<std::string>(5));
    if (!role) continue;
    members.push_back({.clinic = row.get<std::string>(0),
                       .clinic_name = row.get<std::string>(1),
                       .person = row.get<std::string>(2),
                       .display_name = row.get<std::string>(3),
                       .sign_in_name = row.get<std::string>(4),
                       .role = *role,
                       .from_ms = row.get<long long>(6),
                       .until_ms = row.get<long long>(7),
                       .has_second_factor = IsSet(row, 8)});
  }
  return members;
}

int CountOthers(soci::session& sql, const Scope& scope, const std::string& person, const std::string& role,
                int64_t now_ms) {
  int others = 0;
  const long long now = now_ms;
  sql << "select count(*) from memberships where clinic_id = :clinic and role = :role and person_id <> :person and"
         " (until_ms = 0 or until_ms > :now)",
      use(scope.clinic), use(role), use(person), use(now), into(others);
  return others;
}

int CountLed(soci::session& sql, const Scope& scope, const std::string& person, int64_t now_ms) {
  int led = 0;
  const long long now = now_ms;
  sql << "select count(*) from care_team where clinic_id = :clinic and person_id = :person and part = 'lead' and"
         " (until_ms = 0 or until_ms > :now)",
      use(scope.clinic), use(person), use(now), into(led);
  return led;
}

}  // namespace

std::string NameOf(Policy::SecondFactor asked) {
  for (const auto& [known, name] : kSecondFactors) {
    if (known == asked) return std::string(name);
  }
  return "";
}

std::optional<Policy::SecondFactor> SecondFactorOf(std::string_view name) {
  for (const auto& [asked, known] : kSecondFactors) {
    if (known == name) return asked;
  }
  return std::nullopt;
}

Status Clinics::Create(store::WriteTx& tx, const ClinicRow& clinic, int64_t now_ms) {
  const long long now = now_ms;
  const std::string second_factor = NameOf(clinic.policy.second_factor);
  tx.sql() << "insert into clinics (id, name, created_ms, second_factor, grace_days, idle_minutes)"
              " values (:id, :name, :now, :factor, :grace, :idle)",
      use(clinic.id), use(clinic.name), use(now), use(second_factor), use(clinic.policy.grace_days),
      use(clinic.policy.idle_minutes);
  return {};
}

Result<ClinicRow> Clinics::Get(store::ReadTx& tx, const std::string& clinic) {
  ClinicRow row;
  std::string second_factor;
  tx.sql() << "select id, name, second_factor, grace_days, idle_minutes from clinics where id = :id", use(clinic),
      into(row.id), into(row.name), into(second_factor), into(row.policy.grace_days), into(row.policy.idle_minutes);
  if (!tx.sql().got_data()) return Error{ErrorCode::kNotFound, "There is no such clinic."};
  row.policy.second_factor = SecondFactorOf(second_factor).value_or(Policy::SecondFactor::kEverybody);
  return row;
}

Status Clinics::SetPolicy(store::WriteTx& tx, const Scope& scope, const Policy& policy) {
  if (policy.grace_days < 0 || policy.grace_days > kMostGraceDays || policy.idle_minutes < kLeastIdleMinutes ||
      policy.idle_minutes > kMostIdleMinutes) {
    return Error{ErrorCode::kInvalidArgument, "The policy's days or minutes are outside what is possible."};
  }
  const std::string second_factor = NameOf(policy.second_factor);
  tx.sql() << "update clinics set second_factor = :factor, grace_days = :grace, idle_minutes = :idle where id = :id",
      use(second_factor), use(policy.grace_days), use(policy.idle_minutes), use(scope.clinic);
  return {};
}

Status Clinics::Join(store::WriteTx& tx, const std::string& clinic, const std::string& person, Role role,
                     int64_t now_ms) {
  const std::string name = NameOf(role);
  const long long now = now_ms;
  long long until = 0;
  tx.sql() << "select until_ms from memberships where clinic_id = :clinic and person_id = :person and role = :role",
      use(clinic), use(person), use(name), into(until);
  if (!tx.sql().got_data()) {
    tx.sql() << "insert into memberships (clinic_id, person_id, role, from_ms, until_ms)"
                " values (:clinic, :person, :role, :now, 0)",
        use(clinic), use(person), use(name), use(now);
  } else if (until != 0) {
    tx.sql() << "update memberships set from_ms = :now, until_ms = 0 where clinic_id = :clinic and person_id = :person"
                " and role = :role",
        use(now), use(clinic), use(person), use(name);
  }
  return {};
}

Status Clinics::EndMembership(store::WriteTx& tx, const Scope& scope, const std::string& person, Role role,
                              int64_t now_ms) {
  const std::string name = NameOf(role);
  const long long now = now_ms;
  if (role == Role::kAdmin && CountOthers(tx.sql(), scope, person, name, now_ms) == 0) {
    return Error{ErrorCode::kConflict, "This is the clinic's only administrator: invite another one first."};
  }
  if (role == Role::kTherapist && CountLed(tx.sql(), scope, person, now_ms) > 0) {
    return Error{ErrorCode::kConflict,
                 "This therapist leads the care of patients: their hand-over must be accepted first."};
  }
  soci::statement ended =
      (tx.sql().prepare << "update memberships set until_ms = :now where clinic_id = :clinic and person_id = :person"
                           " and role = :role and (until_ms = 0 or until_ms > :now2)",
       use(now), use(scope.clinic), use(person), use(name), use(now));
  ended.execute(true);
  if (ended.get_affected_rows() != 1) return Error{ErrorCode::kNotFound, "There is no such member."};
  tx.sql() << "update care_team set until_ms = :now where clinic_id = :clinic and person_id = :person and role = :role"
              " and (until_ms = 0 or until_ms > :now2)",
      use(now), use(scope.clinic), use(person), use(name), use(now);
  if (scope.person != person) {
    EZPT_CHECK_OK(SignInChanges::Note(
        tx, person, {.kind = SignInChange::Kind::kSignedOut, .at_ms = now_ms, .by_person = scope.person}));
  }
  tx.sql() << "delete from sign_ins where clinic_id = :clinic and person_id = :person and role = :role",
      use(scope.clinic), use(person), use(name);
  return {};
}

Result<std::vector<Membership>> Clinics::Members(store::ReadTx& tx, const Scope& scope, int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelectMembers) + " and m.clinic_id = :clinic order by p.display_name, m.role",
       use(now), use(now), use(scope.clinic));
  return MembersIn(rows);
}

Result<std::vector<Membership>> Clinics::Of(store::ReadTx& tx, const std::string& person, int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelectMembers) + " and m.person_id = :person order by m.from_ms, m.role",
       use(now), use(now), use(person));
  return MembersIn(rows);
}

}  // namespace ezpt::clinic
