#include "clinic/sign_ins.h"

#include <soci/soci.h>

#include "clinic/accounts.h"
#include "clinic/clinics.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr std::size_t kMostListed = 100;

/// What must hold of a sign-in `s` of a person `p` at `:now`: that it is used, and that its role is theirs still.
constexpr const char* kHolds =
    " s.expires_ms > :now and s.seen_ms + s.idle_ms > :now2"
    " and ((s.role = 'operator' and p.is_operator = 1) or exists (select 1 from memberships m"
    " where m.clinic_id = s.clinic_id and m.person_id = s.person_id and m.role = s.role"
    " and m.from_ms <= :now3 and (m.until_ms = 0 or m.until_ms > :now4)))";

/// Whether the clinic's policy asks who is signed in there for a second factor.
bool IsAskedOf(Policy::SecondFactor asked, Role role) {
  if (role == Role::kOperator) return true;
  if (asked == Policy::SecondFactor::kStaff) return role == Role::kTherapist || role == Role::kAdmin;
  return asked == Policy::SecondFactor::kEverybody;
}

constexpr int64_t kDayMs = 86'400'000;

/// When they must have a second factor; 0: they have one, or need none.
Status FindDue(store::ReadTx& tx, SignedIn& who) {
  EZPT_TRY(const Credential credential, Accounts::CredentialOf(tx, who.scope.person));
  who.has_second_factor = !credential.totp_secret.empty();
  if (who.has_second_factor) return {};
  Policy policy;
  long long since = 0;
  const std::string role = NameOf(who.scope.role);
  if (!who.scope.clinic.empty()) {
    EZPT_TRY(const ClinicRow clinic, Clinics::Get(tx, who.scope.clinic));
    policy = clinic.policy;
    tx.sql() << "select from_ms from memberships where clinic_id = :clinic and person_id = :person and role = :role",
        use(who.scope.clinic), use(who.scope.person), use(role), into(since);
  } else {
    tx.sql() << "select created_ms from persons where id = :person", use(who.scope.person), into(since);
  }
  if (IsAskedOf(policy.second_factor, who.scope.role)) who.second_factor_due_ms = since + policy.grace_days * kDayMs;
  return {};
}

}  // namespace

Status SignIns::Start(store::WriteTx& tx, const std::string& token_hash, const SignIn& sign_in) {
  const std::string role = NameOf(sign_in.role);
  const int shared = sign_in.is_shared ? 1 : 0;
  const long long created = sign_in.created_ms, seen = sign_in.seen_ms, idle = sign_in.idle_ms,
                  expires = sign_in.expires_ms;
  tx.sql() << "delete from sign_ins where person_id = :person and (expires_ms <= :now or seen_ms + idle_ms <= :now2)",
      use(sign_in.person), use(created), use(created);
  tx.sql()
      << "insert into sign_ins (token_hash, id, person_id, clinic_id, role, device, is_shared, created_ms, seen_ms,"
         " idle_ms, expires_ms, changes_seen_ms) values (:hash, :id, :person, :clinic, :role, :device, :shared,"
         " :created, :seen, :idle, :expires, coalesce((select p.changes_seen_ms from persons p where p.id = :person2),"
         " 0))",
      use(token_hash), use(sign_in.id), use(sign_in.person), use(sign_in.clinic), use(role), use(sign_in.device),
      use(shared), use(created), use(seen), use(idle), use(expires), use(sign_in.person);
  return {};
}

Result<std::optional<SignedIn>> SignIns::Find(store::ReadTx& tx, const std::string& token_hash, int64_t now_ms) {
  SignedIn found;
  std::string role;
  int shared = 0;
  long long seen = 0, idle = 0;
  const long long now = now_ms;
  tx.sql() << std::string(
                  "select s.id, s.person_id, s.clinic_id, s.role, s.is_shared, s.seen_ms, s.idle_ms, s.device, "
                  "p.display_name,"
                  " p.owner, coalesce((select c.name from clinics c where c.id = s.clinic_id), '') from sign_ins s"
                  " join persons p on p.id = s.person_id where s.token_hash = :hash and") +
                  kHolds,
      use(token_hash), use(now), use(now), use(now), use(now), into(found.sign_in), into(found.scope.person),
      into(found.scope.clinic), into(role), into(shared), into(seen), into(idle), into(found.device),
      into(found.display_name), into(found.owner), into(found.clinic_name);
  const auto known = RoleOf(role);
  if (!tx.sql().got_data() || !known) return std::optional<SignedIn>();
  found.scope.role = *known;
  found.is_shared = shared != 0;
  found.seen_ms = seen;
  found.idle_ms = idle;
  EZPT_CHECK_OK(FindDue(tx, found));
  EZPT_TRY(found.changes, SignInChanges::Unseen(tx, found.scope.person, found.sign_in));
  return std::optional<SignedIn>(std::move(found));
}

Result<bool> SignIns::Holds(store::ReadTx& tx, const std::string& sign_in, int64_t now_ms) {
  int count = 0;
  const long long now = now_ms;
  tx.sql() << std::string("select count(*) from sign_ins s join persons p on p.id = s.person_id where s.id = :id and") +
                  kHolds,
      use(sign_in), use(now), use(now), use(now), use(now), into(count);
  return count == 1;
}

Result<std::string> SignIns::WasSignedIn(store::ReadTx& tx, const std::string& token_hash) {
  std::string person;
  tx.sql() << "select person_id from sign_ins where token_hash = :hash", use(token_hash), into(person);
  return tx.sql().got_data() ? person : "";
}

Status SignIns::Touch(store::WriteTx& tx, const std::string& sign_in, int64_t now_ms) {
  const long long now = now_ms;
  tx.sql() << "update sign_ins set seen_ms = :now where id = :id and seen_ms < :now2", use(now, "now"),
      use(sign_in, "id"), use(now, "now2");
  return {};
}

Result<std::vector<SignIn>> SignIns::Of(store::ReadTx& tx, const std::string& person, int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << "select id, clinic_id, role, device, is_shared, created_ms, seen_ms, idle_ms, expires_ms"
                           " from sign_ins where person_id = :person and expires_ms > :now and seen_ms + idle_ms >"
                           " :now2 order by seen_ms desc, id",
       use(person), use(now), use(now));
  std::vector<SignIn> found;
  for (const soci::row& row : rows) {
    const auto role = RoleOf(row.get<std::string>(2));
    if (!role || found.size() == kMostListed) continue;
    found.push_back({.id = row.get<std::string>(0),
                     .person = person,
                     .clinic = row.get<std::string>(1),
                     .role = *role,
                     .device = row.get<std::string>(3),
                     .is_shared = row.get<int>(4) != 0,
                     .created_ms = row.get<long long>(5),
                     .seen_ms = row.get<long long>(6),
                     .idle_ms = row.get<long long>(7),
                     .expires_ms = row.get<long long>(8)});
  }
  return found;
}

Status SignIns::End(store::WriteTx& tx, const std::string& person, const std::string& sign_in) {
  soci::statement ended =
      (tx.sql().prepare << "delete from sign_ins where id = :id and person_id = :person", use(sign_in), use(person));
  ended.execute(true);
  if (ended.get_affected_rows() == 1) return {};
  return Error{ErrorCode::kNotFound, "You are not signed in there any more."};
}

Status SignIns::EndOthers(store::WriteTx& tx, const std::string& person, const std::string& but_not) {
  tx.sql() << "delete from sign_ins where person_id = :person and id <> :id", use(person), use(but_not);
  return {};
}

}  // namespace ezpt::clinic
