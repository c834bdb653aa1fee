#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "clinic/sign_in_changes.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// One device on which somebody is signed in.
struct SignIn {
  std::string id = {};  ///< Not the token: pages may show it.
  std::string person = {};
  std::string clinic = {};  ///< Empty: an operator's.
  Role role = Role::kPatient;
  std::string device = {};  ///< "Firefox on Linux".
  bool is_shared = false;   ///< A tablet that others use, too: short.
  int64_t created_ms = 0;
  int64_t seen_ms = 0;
  int64_t idle_ms = 0;     ///< Ends so long after it was last used.
  int64_t expires_ms = 0;  ///< And then in any case.
};

/// Whose request it is: what a sign-in gives, while it and what it stands for hold.
struct SignedIn {
  Scope scope;
  std::string sign_in = {};  ///< SignIn::id.
  std::string display_name = {};
  std::string owner = {};  ///< Account::owner.
  std::string clinic_name = {};
  std::string device = {};
  bool is_shared = false;
  int64_t seen_ms = 0;
  int64_t idle_ms = 0;
  bool has_second_factor = false;
  int64_t second_factor_due_ms = 0;  ///< The clinic asks for one from then on, and they have none; 0: it does not.
  std::vector<SignInChange> changes = {};  ///< Of which they were not told yet on this device.
};

/// Who is signed in where. Stateless: what is stored is the transaction's. Of a token only the hash is stored.
class SignIns {
 public:
  static Status Start(store::WriteTx& tx, const std::string& token_hash, const SignIn& sign_in);

  /// Nothing where there is none, it ended or was not used for too long, or where the membership by which it was made
  /// is over: each of these closes the next request.
  [[nodiscard]] static Result<std::optional<SignedIn>> Find(store::ReadTx& tx, const std::string& token_hash,
                                                            int64_t now_ms);
  /// The same, for a connection that stays open. @param sign_in SignedIn::sign_in.
  [[nodiscard]] static Result<bool> Holds(store::ReadTx& tx, const std::string& sign_in, int64_t now_ms);
  /// Who is, or was until they were away for too long, signed in by that token; empty: nobody. It says who they are,
  /// not that they may do anything.
  [[nodiscard]] static Result<std::string> WasSignedIn(store::ReadTx& tx, const std::string& token_hash);
  static Status Touch(store::WriteTx& tx, const std::string& sign_in, int64_t now_ms);

  /// That person's, newest first.
  [[nodiscard]] static Result<std::vector<SignIn>> Of(store::ReadTx& tx, const std::string& person, int64_t now_ms);

  /// Errors: kNotFound where it is not that person's.
  static Status End(store::WriteTx& tx, const std::string& person, const std::string& sign_in);
  /// All of that person's but one; empty: all.
  static Status EndOthers(store::WriteTx& tx, const std::string& person, const std::string& but_not);
};

}  // namespace ezpt::clinic
