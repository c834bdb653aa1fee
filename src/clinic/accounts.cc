#include "clinic/accounts.h"

#include <soci/soci.h>

#include "store/connection.h"

namespace ezpt::clinic {
namespace {

using soci::into;
using soci::use;

constexpr const char* kSelect =
    "select id, sign_in_name, display_name, owner, is_operator, created_ms from persons where ";

std::optional<Account> SelectAccount(soci::session& sql, const std::string& where, const std::string& parameter) {
  Account account;
  int is_operator = 0;
  long long created = 0;
  sql << kSelect + where, use(parameter), into(account.id), into(account.sign_in_name), into(account.display_name),
      into(account.owner), into(is_operator), into(created);
  if (!sql.got_data()) return std::nullopt;
  account.is_operator = is_operator != 0;
  account.created_ms = created;
  return account;
}

int CountRecoveryCodes(soci::session& sql, const std::string& person) {
  int count = 0;
  sql << "select count(*) from recovery_codes where person_id = :person", use(person), into(count);
  return count;
}

bool ChangedOne(soci::statement& statement) {
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

}  // namespace

Status Accounts::Create(store::WriteTx& tx, const Account& account, const std::string& password_hash) {
  if (SelectAccount(tx.sql(), "sign_in_name = :name", account.sign_in_name)) {
    return Error{ErrorCode::kConflict, "This sign-in name is taken: choose another."};
  }
  const int is_operator = account.is_operator ? 1 : 0;
  const long long created = account.created_ms;
  tx.sql() << "insert into persons (id, sign_in_name, display_name, owner, is_operator, created_ms)"
              " values (:id, :name, :display, :owner, :operator, :created)",
      use(account.id), use(account.sign_in_name), use(account.display_name), use(account.owner), use(is_operator),
      use(created);
  tx.sql() << "insert into credentials (person_id, password_hash, password_ms, totp_step, totp_ms)"
              " values (:id, :hash, :at, 0, 0)",
      use(account.id), use(password_hash), use(created);
  return {};
}

Result<std::optional<Account>> Accounts::Find(store::ReadTx& tx, const std::string& sign_in_name) {
  return SelectAccount(tx.sql(), "sign_in_name = :name", sign_in_name);
}

Result<Account> Accounts::Get(store::ReadTx& tx, const std::string& id) {
  auto account = SelectAccount(tx.sql(), "id = :id", id);
  if (!account) return Error{ErrorCode::kNotFound, "There is no such account."};
  return *std::move(account);
}

Result<bool> Accounts::IsThereAny(store::ReadTx& tx) {
  int count = 0;
  tx.sql() << "select count(*) from persons", into(count);
  return count > 0;
}

Result<Credential> Accounts::CredentialOf(store::ReadTx& tx, const std::string& person) {
  Credential credential;
  long long step = 0;
  soci::indicator has_secret = soci::i_null;
  tx.sql() << "select password_hash, totp_secret, totp_step from credentials where person_id = :person", use(person),
      into(credential.password_hash), into(credential.totp_secret, has_secret), into(step);
  if (!tx.sql().got_data()) return Error{ErrorCode::kNotFound, "There is no such account."};
  if (has_secret != soci::i_ok) credential.totp_secret.clear();
  credential.totp_step = step;
  credential.recovery_codes = CountRecoveryCodes(tx.sql(), person);
  return credential;
}

Status Accounts::SetPassword(store::WriteTx& tx, const std::string& person, const std::string& hash, int64_t now_ms) {
  const long long now = now_ms;
  tx.sql() << "update credentials set password_hash = :hash, password_ms = :now where person_id = :person", use(hash),
      use(now), use(person);
  return {};
}

Status Accounts::SetSecondFactor(store::WriteTx& tx, const std::string& person, const std::string& sealed_secret,
                                 const std::vector<std::string>& recovery_hashes, int64_t now_ms) {
  const long long now = now_ms;
  if (sealed_secret.empty()) {
    tx.sql() << "update credentials set totp_secret = null, totp_step = 0, totp_ms = 0 where person_id = :person",
        use(person);
  } else {
    store::BlobParameter secret(tx.sql(), sealed_secret);
    tx.sql() << "update credentials set totp_secret = :secret, totp_step = 0, totp_ms = :now where person_id = :person",
        secret.use(), use(now), use(person);
  }
  tx.sql() << "delete from recovery_codes where person_id = :person", use(person);
  for (const std::string& hash : recovery_hashes) {
    tx.sql() << "insert into recovery_codes (person_id, code_hash) values (:person, :hash)", use(person), use(hash);
  }
  return {};
}

Result<bool> Accounts::UseTotpStep(store::WriteTx& tx, const std::string& person, int64_t step) {
  const long long used = step;
  // One statement: of two that come with the same code at the same time one is late.
  soci::statement update = (tx.sql().prepare << "update credentials set totp_step = :step where person_id = :person"
                                                " and totp_step < :used",
                            use(used, "step"), use(person, "person"), use(used, "used"));
  return ChangedOne(update);
}

Result<bool> Accounts::UseRecoveryCode(store::WriteTx& tx, const std::string& person, const std::string& hash) {
  soci::statement used =
      (tx.sql().prepare << "delete from recovery_codes where person_id = :person and code_hash = :hash", use(person),
       use(hash));
  return ChangedOne(used);
}

Result<int> Accounts::TakeOver(store::WriteTx& tx, const Account& account, const std::string& owner) {
  int count = 0;
  tx.sql() << "select count(*) from sessions where owner = :owner", use(owner), into(count);
  tx.sql() << "update sessions set owner = :account where owner = :owner", use(account.owner, "account"),
      use(owner, "owner");
  tx.sql() << "update data_keys set owner = :account where owner = :owner", use(account.owner, "account"),
      use(owner, "owner");
  std::vector<std::string> kept;
  const soci::rowset<std::string> exercises =
      (tx.sql().prepare << "select exercise from personal_limits where owner = :account", use(account.owner));
  for (const std::string& exercise : exercises) kept.push_back(exercise);
  for (const std::string& exercise : kept) {
    tx.sql() << "delete from personal_limits where owner = :owner and exercise = :exercise", use(owner), use(exercise);
  }
  tx.sql() << "update personal_limits set owner = :account where owner = :owner", use(account.owner, "account"),
      use(owner, "owner");
  return count;
}

}  // namespace ezpt::clinic
