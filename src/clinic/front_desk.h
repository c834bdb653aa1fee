#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/accounts.h"
#include "clinic/audit_log.h"
#include "clinic/clinics.h"
#include "clinic/codes.h"
#include "clinic/invitations.h"
#include "clinic/password.h"
#include "clinic/sign_ins.h"
#include "clinic/throttle.h"
#include "store/database.h"

namespace ezpt::clinic {

/// From where somebody comes to the desk.
struct Caller {
  std::string address = {};  ///< "" if it is not known: all such are one.
  std::string device = {};   ///< "Firefox on Linux".
  bool is_shared = false;
  std::string browser = {};  ///< By which a browser is known again (its cookie's owner); empty: by its name alone.
};

/// A sign-in that was just made. The token is told this once, for the cookie.
struct Welcome {
  std::string token = {};
  SignIn sign_in;
  bool has_changes = false;  ///< Of their sign-in, of which they were not told yet.
};

/// Where people show who they are: signing in, codes, passwords, second factors. Every answer is the same, and takes as
/// long, for an account that is there and one that is not. Thread-safe; calls block, hashing for a tenth of a second.
///
/// Errors of all: kForbidden with words for the person where what they gave is wrong (never which part); kBusy where
/// they, their address or this server tried too much; those of the store.
class FrontDesk {
 public:
  struct Parts {
    std::shared_ptr<store::Database> database;
    store::SecretKey key;  ///< Not stored in the open: KeyRing::ServerKey.
    std::function<int64_t()> now_ms;
  };
  explicit FrontDesk(Parts parts);

  /// @param code of the second factor, or a recovery code; empty: none yet.
  /// Gives nothing where the password is right and the code is missing: it is asked for.
  [[nodiscard]] Result<std::optional<Welcome>> SignInWith(const std::string& name, const std::string& password,
                                                          const std::string& code, const Caller& caller);

  /// After a right password and no code: what a page may carry until the code is typed, in the place of the password.
  /// It holds for five minutes.
  [[nodiscard]] std::string ChallengeFor(const std::string& name) const;
  [[nodiscard]] Result<Welcome> Answer(const std::string& challenge, const std::string& code, const Caller& caller);

  /// A code for the first account, which makes any earlier one useless; nothing where there is an account already.
  [[nodiscard]] Result<std::optional<std::string>> CodeForTheFirst();
  /// @param invitation its clinic and who invites are those of `scope`. Gives the code, told this once.
  [[nodiscard]] Result<std::string> Invite(const Scope& scope, Invitation invitation);
  /// What a code is for. Guessing is throttled by address.
  [[nodiscard]] Result<Invitation> Ask(const std::string& typed_code, const Caller& caller) const;

  struct NewAccount {
    std::string sign_in_name = {};
    std::string display_name = {};
    std::string password = {};
    std::string clinic_name = {};   ///< Of the first account.
    std::string cookie_owner = {};  ///< Whose history becomes theirs; empty: none.
  };
  /// Uses the code for a new account, or for the account of `as`, and signs in. Errors: kNotFound for a code that does
  /// not work; kConflict for a name that is taken; kInvalidArgument for a password that is easy to guess.
  [[nodiscard]] Result<Welcome> Join(const std::string& typed_code, const NewAccount& asked, const Caller& caller);
  [[nodiscard]] Result<Welcome> JoinAs(const std::string& typed_code, const SignedIn& as, const Caller& caller);
  /// A new password by a recovery code. Ends every sign-in of theirs; the second factor is still asked for.
  [[nodiscard]] Status Recover(const std::string& typed_code, const std::string& password, const Caller& caller);

  /// As somebody else of what they are: another role, another clinic. The old sign-in ends.
  [[nodiscard]] Result<Welcome> SwitchTo(const SignedIn& from, const std::string& clinic, Role role,
                                         const Caller& caller);

  /// Changes to how one signs in ask for the password again. Each ends every other sign-in of theirs.
  [[nodiscard]] Status ChangePassword(const SignedIn& who, const std::string& old_password,
                                      const std::string& new_password);
  /// A secret to show; nothing is stored until ConfirmSecondFactor. The offer is sealed: it may travel through a page.
  struct SecondFactorOffer {
    std::string sealed;
    std::string base32;
    std::string uri;
  };
  [[nodiscard]] Result<SecondFactorOffer> OfferSecondFactor(const SignedIn& who) const;
  /// Gives the recovery codes, told this once.
  [[nodiscard]] Result<std::vector<std::string>> ConfirmSecondFactor(const SignedIn& who, const std::string& sealed,
                                                                     const std::string& code,
                                                                     const std::string& password);
  /// Refused where the clinic asks for one.
  [[nodiscard]] Status RemoveSecondFactor(const SignedIn& who, const std::string& password);

  /// All that this person did is erased, with their keys: sessions, limits, pain; the account stays. What stands in the
  /// audit log stays, too: who looked, not at what. Errors: those of store::ErasePerson.
  [[nodiscard]] Status EraseHistory(const SignedIn& who, const std::string& password);
  /// The same, and then there is no such account any more (closing.h). Errors: those of Closing::Close, and nothing was
  /// erased; kBusy where the database's log still holds something of them: the account is closed.
  [[nodiscard]] Status CloseAccount(const SignedIn& who, const std::string& password);

  /// What somebody typed into a form, and where it was to go.
  struct Typed {
    std::string path = {};
    std::string body = {};  ///< As the form sends it.
  };
  /// Sealed for who is or was signed in by `token`: it may travel through a page, and opens for a day. Empty where
  /// nobody is known by it, or that is too much.
  [[nodiscard]] Result<std::string> KeepTyped(const std::string& token, const Typed& typed) const;
  /// Nothing where it is somebody else's, or too old.
  [[nodiscard]] std::optional<Typed> TypedBy(const std::string& person, const std::string& kept) const;

  /// A unit of work over the repositories of this folder (store/database.h). Who only looks at pages has a const desk.
  template <typename Work>
  auto Read(const std::string& what, Work&& work) const {
    return parts_.database->Read(what, work);
  }
  template <typename Work>
  auto Write(const std::string& what, Work&& work) {
    return parts_.database->Write(what, work);
  }
  /// Stands in the audit log from then on; looking is noted, too.
  [[nodiscard]] Status Note(const AuditEvent& event) const;

  [[nodiscard]] const AuditLog& audit() const { return audit_; }
  [[nodiscard]] int64_t now_ms() const { return parts_.now_ms(); }

 private:
  /// One try of what can be guessed, by what it is about and by address; both must have one left.
  [[nodiscard]] Status Admit(const std::string& subject, const Caller& caller) const;
  [[nodiscard]] Result<Welcome> Enter(const std::string& person, const std::string& code, const Caller& caller);
  enum class Passed { kNo, kByApp, kByRecoveryCode };
  [[nodiscard]] Result<Passed> PassesSecondFactor(store::WriteTx& tx, const std::string& person,
                                                  const Credential& credential, const std::string& code) const;
  /// A browser that was not known signed in.
  [[nodiscard]] Status NoteDevice(store::WriteTx& tx, const Welcome& welcome, const Caller& caller) const;
  [[nodiscard]] Result<Welcome> Welcomed(store::WriteTx& tx, const Account& account,
                                         const std::optional<Membership>& as, const Caller& caller) const;
  [[nodiscard]] Status Enrol(store::WriteTx& tx, const Invitation& invitation, const Account& account,
                             const std::string& clinic_name, Membership& as) const;
  /// Done by the person on the device on which they are signed in.
  [[nodiscard]] Status NoteChange(store::WriteTx& tx, const SignedIn& who, SignInChange::Kind kind) const;
  [[nodiscard]] Status CheckOwnPassword(const SignedIn& who, const std::string& password);

  Parts parts_;
  Vault vault_;
  AuditLog audit_;
  PasswordHasher hasher_;
};

}  // namespace ezpt::clinic
