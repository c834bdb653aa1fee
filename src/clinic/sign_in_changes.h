#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// Something that changed about how a person signs in, of which they are told (OWASP ASVS 5.0, 6.3.7): who did it
/// without them finds that it did not stay unseen.
struct SignInChange {
  enum class Kind {
    kPassword,         ///< Changed with the old one.
    kRecoveryOffered,  ///< Somebody made a recovery code for this account.
    kRecovered,        ///< A new password, by such a code.
    kSecondFactorOn,   ///< With new recovery codes.
    kSecondFactorOff,
    kRecoveryCodeUsed,  ///< In the place of the second factor.
    kNewDevice,         ///< A browser signed in that had not done so before.
    kSignedOut,         ///< By an administrator, who ended a membership.
  };
  Kind kind = Kind::kPassword;
  int64_t at_ms = 0;
  std::string by_person = {};  ///< Who did it, where it was not the person.
  std::string by_name = {};    ///< As they are called now; given by Of and Unseen.
  std::string device = {};     ///< "Firefox on Linux"; empty where it is not known.
  std::string sign_in = {};    ///< On which sign-in of the person it was done: that one is not told.
  std::string browser = {};    ///< Of a new device: by which it is known again.
};

/// Each person's changes, kept for a year. Stateless: what is stored is the transaction's.
class SignInChanges {
 public:
  static Status Note(store::WriteTx& tx, const std::string& person, const SignInChange& change);
  /// Whether that browser signed in before.
  [[nodiscard]] static Result<bool> IsKnown(store::ReadTx& tx, const std::string& person, const std::string& browser);

  /// Newest first, kMostListed at most.
  [[nodiscard]] static Result<std::vector<SignInChange>> Of(store::ReadTx& tx, const std::string& person);
  /// Of which this sign-in (SignIn::id) was not told yet, newest first.
  [[nodiscard]] static Result<std::vector<SignInChange>> Unseen(store::ReadTx& tx, const std::string& person,
                                                                const std::string& sign_in);
  /// The person read them on that sign-in. Other devices on which they are signed in still tell: somebody who has taken
  /// over an account cannot dismiss the notice for its owner. Sign-ins to come do not tell again.
  static Status SetSeen(store::WriteTx& tx, const std::string& person, const std::string& sign_in, int64_t now_ms);

  static constexpr int kMostListed = 50;
};

}  // namespace ezpt::clinic
