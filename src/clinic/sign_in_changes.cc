#include "clinic/sign_in_changes.h"

#include <soci/soci.h>

#include <array>
#include <string_view>
#include <utility>

#include "clinic/scope.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;
using Kind = SignInChange::Kind;

constexpr int64_t kKeptMs = 366 * int64_t{86'400'000};

constexpr std::array<std::pair<Kind, std::string_view>, 8> kKinds{{{Kind::kPassword, "password"},
                                                                   {Kind::kRecoveryOffered, "recovery_offered"},
                                                                   {Kind::kRecovered, "recovered"},
                                                                   {Kind::kSecondFactorOn, "second_factor_on"},
                                                                   {Kind::kSecondFactorOff, "second_factor_off"},
                                                                   {Kind::kRecoveryCodeUsed, "recovery_code_used"},
                                                                   {Kind::kNewDevice, "new_device"},
                                                                   {Kind::kSignedOut, "signed_out"}}};

std::string NameOf(Kind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return std::string(name);
  }
  return "";
}

Kind KindOf(const std::string& name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return Kind::kPassword;
}

std::string Query(const std::string& and_what) {
  return "select c.kind, c.at_ms, c.by_person, coalesce(p.display_name, ''), c.device from sign_in_changes c"
         " left join persons p on p.id = c.by_person where c.person_id = :person " +
         and_what + " order by c.at_ms desc, c.id limit " + std::to_string(SignInChanges::kMostListed);
}

std::vector<SignInChange> ChangesIn(const soci::rowset<soci::row>& rows) {
  std::vector<SignInChange> changes;
  for (const soci::row& row : rows) {
    changes.push_back({.kind = KindOf(row.get<std::string>(0)),
                       .at_ms = row.get<long long>(1),
                       .by_person = row.get<std::string>(2),
                       .by_name = row.get<std::string>(3),
                       .device = row.get<std::string>(4)});
  }
  return changes;
}

}  // namespace

Status SignInChanges::Note(store::WriteTx& tx, const std::string& person, const SignInChange& change) {
  const long long at = change.at_ms, over = change.at_ms - kKeptMs;
  const std::string id = NewId(), kind = NameOf(change.kind);
  tx.sql() << "delete from sign_in_changes where person_id = :person and at_ms < :over", use(person), use(over);
  tx.sql() << "insert into sign_in_changes (id, person_id, at_ms, kind, by_person, device, sign_in, browser)"
              " values (:id, :person, :at, :kind, :by, :device, :sign_in, :browser)",
      use(id), use(person), use(at), use(kind), use(change.by_person), use(change.device), use(change.sign_in),
      use(change.browser);
  return {};
}

Result<bool> SignInChanges::IsKnown(store::ReadTx& tx, const std::string& person, const std::string& browser) {
  int count = 0;
  tx.sql() << "select count(*) from sign_in_changes where person_id = :person and browser = :browser", use(person),
      use(browser), into(count);
  return count > 0;
}

Result<std::vector<SignInChange>> SignInChanges::Of(store::ReadTx& tx, const std::string& person) {
  const soci::rowset<soci::row> rows = (tx.sql().prepare << Query(""), use(person));
  return ChangesIn(rows);
}

Result<std::vector<SignInChange>> SignInChanges::Unseen(store::ReadTx& tx, const std::string& person,
                                                        const std::string& sign_in) {
  const soci::rowset<soci::row> rows =
      (tx.sql().prepare << Query("and c.sign_in <> :sign_in and c.at_ms > (select s.changes_seen_ms from sign_ins s"
                                 " where s.id = :sign_in2)"),
       use(person), use(sign_in), use(sign_in));
  return ChangesIn(rows);
}

Status SignInChanges::SetSeen(store::WriteTx& tx, const std::string& person, const std::string& sign_in,
                              int64_t now_ms) {
  const long long now = now_ms;
  tx.sql() << "update sign_ins set changes_seen_ms = :now where id = :id and person_id = :person", use(now),
      use(sign_in), use(person);
  tx.sql() << "update persons set changes_seen_ms = :now where id = :person", use(now), use(person);
  return {};
}

}  // namespace ezpt::clinic
