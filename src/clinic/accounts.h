#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// Somebody who can sign in.
struct Account {
  std::string id = {};
  std::string sign_in_name = {};  ///< An e-mail address or any name; in lower case, the same for nobody else.
  std::string display_name = {};
  std::string owner = {};  ///< By which their own sessions are found (SessionRow::owner).
  bool is_operator = false;
  int64_t created_ms = 0;
};

/// How they show who they are.
struct Credential {
  std::string password_hash = {};  ///< password.h.
  std::string totp_secret = {};    ///< Sealed; empty: no second factor.
  int64_t totp_step = 0;           ///< The last one that was used: no code counts twice.
  int recovery_codes = 0;          ///< That are left.
};

/// Accounts and what signs them in. Stateless: what is stored is the transaction's.
class Accounts {
 public:
  /// Errors: kConflict where the name is taken.
  static Status Create(store::WriteTx& tx, const Account& account, const std::string& password_hash);

  [[nodiscard]] static Result<std::optional<Account>> Find(store::ReadTx& tx, const std::string& sign_in_name);
  /// Errors: kNotFound.
  [[nodiscard]] static Result<Account> Get(store::ReadTx& tx, const std::string& id);
  [[nodiscard]] static Result<bool> IsThereAny(store::ReadTx& tx);

  /// Errors: kNotFound.
  [[nodiscard]] static Result<Credential> CredentialOf(store::ReadTx& tx, const std::string& person);
  static Status SetPassword(store::WriteTx& tx, const std::string& person, const std::string& hash, int64_t now_ms);

  /// Sets the second factor and its recovery codes' hashes; both empty: takes them away.
  static Status SetSecondFactor(store::WriteTx& tx, const std::string& person, const std::string& sealed_secret,
                                const std::vector<std::string>& recovery_hashes, int64_t now_ms);
  /// True if that step is later than every one used before; from then on it is used.
  [[nodiscard]] static Result<bool> UseTotpStep(store::WriteTx& tx, const std::string& person, int64_t step);
  /// True if it was a code of theirs; from then on it is none.
  [[nodiscard]] static Result<bool> UseRecoveryCode(store::WriteTx& tx, const std::string& person,
                                                    const std::string& hash);

  /// What somebody did without an account becomes theirs: sessions and limits of `owner` (a cookie's). Where both have
  /// a limit for an exercise, the account's stays. How many sessions.
  static Result<int> TakeOver(store::WriteTx& tx, const Account& account, const std::string& owner);
};

}  // namespace ezpt::clinic
