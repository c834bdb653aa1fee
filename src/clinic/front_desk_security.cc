// Changes to how one signs in.

#include <utility>

#include "clinic/closing.h"
#include "clinic/front_desk.h"
#include "clinic/totp.h"
#include "store/erasure.h"

namespace ezpt::clinic {
namespace {

constexpr int kRecoveryCodes = 8;

}  // namespace

Status FrontDesk::CheckOwnPassword(const SignedIn& who, const std::string& password) {
  EZPT_CHECK_OK(Admit("person " + who.scope.person, {}));
  EZPT_TRY(const Credential credential, parts_.database->Read("cannot read the account", [&](store::ReadTx& tx) {
    return Accounts::CredentialOf(tx, who.scope.person);
  }));
  EZPT_TRY(const bool matches, hasher_.Matches(credential.password_hash, password));
  if (matches) return {};
  return Error{ErrorCode::kForbidden, "That is not your password."};
}

Status FrontDesk::NoteChange(store::WriteTx& tx, const SignedIn& who, SignInChange::Kind kind) const {
  return SignInChanges::Note(tx, who.scope.person,
                             {.kind = kind, .at_ms = now_ms(), .device = who.device, .sign_in = who.sign_in});
}

Status FrontDesk::ChangePassword(const SignedIn& who, const std::string& old_password,
                                 const std::string& new_password) {
  EZPT_CHECK_OK(CheckOwnPassword(who, old_password));
  EZPT_CHECK_OK(CheckPassword(new_password, ""));
  EZPT_TRY(const std::string hash, hasher_.Hash(new_password));
  return parts_.database->Write("cannot store the password", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(Accounts::SetPassword(tx, who.scope.person, hash, now_ms()));
    EZPT_CHECK_OK(SignIns::EndOthers(tx, who.scope.person, who.sign_in));
    EZPT_CHECK_OK(NoteChange(tx, who, SignInChange::Kind::kPassword));
    return audit_.Append(tx, EventOf(who.scope, now_ms(), "password.change"));
  });
}

Result<FrontDesk::SecondFactorOffer> FrontDesk::OfferSecondFactor(const SignedIn& who) const {
  EZPT_TRY(const Account account, parts_.database->Read("cannot read the account", [&](store::ReadTx& tx) {
    return Accounts::Get(tx, who.scope.person);
  }));
  const std::string secret = NewTotpSecret();
  return SecondFactorOffer{.sealed = Hex(vault_.Seal(secret, who.scope.person)),
                           .base32 = Base32(secret),
                           .uri = OtpAuthUri(secret, account.sign_in_name)};
}

Result<std::vector<std::string>> FrontDesk::ConfirmSecondFactor(const SignedIn& who, const std::string& sealed,
                                                                const std::string& code, const std::string& password) {
  using Codes = std::vector<std::string>;
  EZPT_CHECK_OK(CheckOwnPassword(who, password));
  const auto bytes = FromHex(sealed);
  if (!bytes) return Error{ErrorCode::kInvalidArgument, "The page is too old: open it again."};
  EZPT_TRY(const std::string secret, vault_.Open(*bytes, who.scope.person));
  const auto step = FindTotpStep(secret, code, now_ms(), 0);
  if (!step) {
    return Error{ErrorCode::kForbidden,
                 "The code is not right. It changes every half minute; the phone's clock must be right, too."};
  }
  Codes codes;
  std::vector<std::string> hashes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(NewCode());
    hashes.push_back(vault_.HashOf(codes.back()));
  }
  return parts_.database->Write("cannot store the second factor", [&](store::WriteTx& tx) -> Result<Codes> {
    EZPT_CHECK_OK(Accounts::SetSecondFactor(tx, who.scope.person, *bytes, hashes, now_ms()));
    EZPT_TRY([[maybe_unused]] const bool used, Accounts::UseTotpStep(tx, who.scope.person, *step));
    EZPT_CHECK_OK(SignIns::EndOthers(tx, who.scope.person, who.sign_in));
    EZPT_CHECK_OK(NoteChange(tx, who, SignInChange::Kind::kSecondFactorOn));
    EZPT_CHECK_OK(audit_.Append(tx, EventOf(who.scope, now_ms(), "second_factor.set")));
    return codes;
  });
}

Status FrontDesk::RemoveSecondFactor(const SignedIn& who, const std::string& password) {
  EZPT_CHECK_OK(CheckOwnPassword(who, password));
  return parts_.database->Write("cannot store the second factor", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(Accounts::SetSecondFactor(tx, who.scope.person, "", {}, now_ms()));
    EZPT_CHECK_OK(SignIns::EndOthers(tx, who.scope.person, who.sign_in));
    EZPT_CHECK_OK(NoteChange(tx, who, SignInChange::Kind::kSecondFactorOff));
    return audit_.Append(tx, EventOf(who.scope, now_ms(), "second_factor.remove"));
  });
}

Status FrontDesk::EraseHistory(const SignedIn& who, const std::string& password) {
  EZPT_CHECK_OK(CheckOwnPassword(who, password));
  EZPT_TRY([[maybe_unused]] const store::Erased erased, store::ErasePerson(*parts_.database, who.owner));
  return Note(EventOf(who.scope, now_ms(), "history.erase"));
}

Status FrontDesk::CloseAccount(const SignedIn& who, const std::string& password) {
  EZPT_CHECK_OK(CheckOwnPassword(who, password));
  const Status closed = parts_.database->Write("cannot close the account", [&](store::WriteTx& tx) -> Status {
    EZPT_TRY(const Account account, Accounts::Get(tx, who.scope.person));
    EZPT_TRY(const std::vector<Membership> ended, Closing::Close(tx, account, now_ms()));
    EZPT_TRY([[maybe_unused]] const store::Erased erased, store::ErasePerson(tx, account.owner));
    for (const std::string& subject : {"name " + account.sign_in_name, "person " + account.id}) {
      EZPT_CHECK_OK(Throttle::Forgive(tx, vault_.HashOf(subject)));
    }
    for (const Membership& membership : ended) {
      const Scope scope{membership.clinic, account.id, membership.role};
      EZPT_CHECK_OK(audit_.Append(tx, EventOf(scope, now_ms(), "account.close", account.id)));
    }
    return {};
  });
  if (!closed.ok()) return closed;
  if (store::EmptyTheLog(*parts_.database).ok()) return {};
  return Error{ErrorCode::kBusy,
               "Your account is closed and erased. A file of the database still holds a copy: tell who runs the server "
               "to restart it."};
}

}  // namespace ezpt::clinic
