#include "clinic/invitations.h"

#include <soci/soci.h>

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr const char* kSelect =
    "select id, kind, clinic_id, role, patient_id, person_id, name, invited_by, created_ms, expires_ms from"
    " invitations where used_ms = 0 and expires_ms > :now and ";

std::string NameOf(Invitation::Kind kind) {
  switch (kind) {
    case Invitation::Kind::kFirst:
      return "first";
    case Invitation::Kind::kMember:
      return "member";
    case Invitation::Kind::kRecovery:
      return "recovery";
  }
  return "";
}

Invitation::Kind KindOf(const std::string& name) {
  if (name == "first") return Invitation::Kind::kFirst;
  return name == "recovery" ? Invitation::Kind::kRecovery : Invitation::Kind::kMember;
}

Invitation InvitationFrom(const soci::row& row) {
  return {.id = row.get<std::string>(0),
          .kind = KindOf(row.get<std::string>(1)),
          .clinic = row.get<std::string>(2),
          .role = RoleOf(row.get<std::string>(3)).value_or(Role::kPatient),
          .patient = row.get<std::string>(4),
          .person = row.get<std::string>(5),
          .name = row.get<std::string>(6),
          .invited_by = row.get<std::string>(7),
          .created_ms = row.get<long long>(8),
          .expires_ms = row.get<long long>(9)};
}

Error NoSuchCode() {
  return {
      ErrorCode::kNotFound,
      "This code does not work. It may have been used already, or be too old: ask who gave it to you for a new one."};
}

}  // namespace

Status Invitations::Add(store::WriteTx& tx, const std::string& code_hash, const Invitation& invitation) {
  const std::string kind = NameOf(invitation.kind), role = clinic::NameOf(invitation.role);
  const long long created = invitation.created_ms, expires = invitation.expires_ms;
  // What nobody can use any more has no reason to keep a name.
  tx.sql() << "delete from invitations where expires_ms <= :now", use(created);
  tx.sql() << "insert into invitations (code_hash, id, kind, clinic_id, role, patient_id, person_id, name, invited_by,"
              " created_ms, expires_ms, used_ms) values (:hash, :id, :kind, :clinic, :role, :patient, :person, :name,"
              " :by, :created, :expires, 0)",
      use(code_hash), use(invitation.id), use(kind), use(invitation.clinic), use(role), use(invitation.patient),
      use(invitation.person), use(invitation.name), use(invitation.invited_by), use(created), use(expires);
  return {};
}

Result<Invitation> Invitations::Peek(store::ReadTx& tx, const std::string& code_hash, int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelect) + "code_hash = :hash", use(now), use(code_hash));
  for (const soci::row& row : rows) return InvitationFrom(row);
  return NoSuchCode();
}

Result<Invitation> Invitations::Use(store::WriteTx& tx, const std::string& code_hash, int64_t now_ms) {
  EZPT_TRY(const Invitation invitation, Peek(tx, code_hash, now_ms));
  const long long now = now_ms;
  // Of two that come at the same time one is late.
  soci::statement used =
      (tx.sql().prepare << "update invitations set used_ms = :now where code_hash = :hash and used_ms = 0", use(now),
       use(code_hash));
  used.execute(true);
  if (used.get_affected_rows() != 1) return NoSuchCode();
  tx.sql() << "update invitations set name = '' where code_hash = :hash", use(code_hash);
  return invitation;
}

Result<std::vector<Invitation>> Invitations::Open(store::ReadTx& tx, const Scope& scope, int64_t now_ms) {
  const long long now = now_ms;
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << std::string(kSelect) + "clinic_id = :clinic order by created_ms desc, id", use(now),
       use(scope.clinic));
  std::vector<Invitation> open;
  for (const soci::row& row : rows) open.push_back(InvitationFrom(row));
  return open;
}

Status Invitations::Withdraw(store::WriteTx& tx, const Scope& scope, const std::string& id) {
  soci::statement withdrawn =
      (tx.sql().prepare << "delete from invitations where clinic_id = :clinic and id = :id and used_ms = 0",
       use(scope.clinic), use(id));
  withdrawn.execute(true);
  if (withdrawn.get_affected_rows() == 1) return {};
  return Error{ErrorCode::kNotFound, "There is no such invitation any more."};
}

Status Invitations::WithdrawFor(store::WriteTx& tx, const Invitation& like) {
  const std::string kind = NameOf(like.kind), role = clinic::NameOf(like.role);
  tx.sql() << "delete from invitations where clinic_id = :clinic and kind = :kind and role = :role and patient_id ="
              " :patient and person_id = :person and used_ms = 0",
      use(like.clinic), use(kind), use(role), use(like.patient), use(like.person);
  return {};
}

}  // namespace ezpt::clinic
