#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// A code that does one thing, once: makes somebody a member, or gives an account back to its person.
struct Invitation {
  enum class Kind {
    kFirst,     ///< The first account: the clinic's first administrator, and operator of this server.
    kMember,    ///< Of `clinic` in `role`; a patient's names the patient.
    kRecovery,  ///< A new password for `person`; the second factor stays.
  };
  std::string id = {};
  Kind kind = Kind::kMember;
  std::string clinic = {};
  Role role = Role::kPatient;
  std::string patient = {};  ///< Of a patient or a helper.
  std::string person = {};   ///< Of a recovery.
  std::string name = {};     ///< Of whom it is for, as who invites wrote it.
  std::string invited_by = {};
  int64_t created_ms = 0;
  int64_t expires_ms = 0;
};

/// Stateless: what is stored is the transaction's. Of a code only the hash is stored.
class Invitations {
 public:
  static Status Add(store::WriteTx& tx, const std::string& code_hash, const Invitation& invitation);

  /// Errors: kNotFound, in the same words for one that never was, was used, or is over.
  [[nodiscard]] static Result<Invitation> Peek(store::ReadTx& tx, const std::string& code_hash, int64_t now_ms);
  /// The same, and it is used from then on.
  [[nodiscard]] static Result<Invitation> Use(store::WriteTx& tx, const std::string& code_hash, int64_t now_ms);

  /// Those of the clinic that nobody used yet, newest first.
  [[nodiscard]] static Result<std::vector<Invitation>> Open(store::ReadTx& tx, const Scope& scope, int64_t now_ms);
  /// Errors: kNotFound where it is not the clinic's.
  static Status Withdraw(store::WriteTx& tx, const Scope& scope, const std::string& id);
  /// All that were made for this patient, or to recover this account, and of a kind: a new one takes their place.
  static Status WithdrawFor(store::WriteTx& tx, const Invitation& like);
};

}  // namespace ezpt::clinic
