#include "clinic/front_desk.h"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "clinic/totp.h"

namespace ezpt::clinic {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kDayMs = 24 * 60 * kMinuteMs;
constexpr int64_t kChallengeMs = 5 * kMinuteMs;
constexpr const char* kChallenge = "sign-in challenge";

/// A person's own tries; and those of an address, behind which a whole clinic may be.
constexpr ThrottleRule kOfSubject{.tries = 10, .window_ms = 15 * kMinuteMs};
constexpr ThrottleRule kOfAddress{.tries = 60, .window_ms = 15 * kMinuteMs};

/// At home nobody signs in for every session; on a tablet that others use, soon after.
struct Times {
  int64_t idle_ms;
  int64_t expires_ms;
};

Times TimesFor(Role role, const Policy& policy, bool is_shared) {
  if (is_shared) return {10 * kMinuteMs, 2 * 60 * kMinuteMs};
  if (role == Role::kPatient || role == Role::kHelper) return {14 * kDayMs, 60 * kDayMs};
  return {policy.idle_minutes * kMinuteMs, 12 * 60 * kMinuteMs};
}

Error Wrong() {
  return {ErrorCode::kForbidden,
          "The name, the password or the code is not right. Capital letters matter in the password."};
}

/// Of somebody's memberships the one to begin with: what needs the least is the last.
std::optional<Membership> FirstOf(const std::vector<Membership>& memberships) {
  for (const Role role : {Role::kTherapist, Role::kAdmin, Role::kPatient, Role::kHelper}) {
    for (const Membership& membership : memberships) {
      if (membership.role == role) return membership;
    }
  }
  return std::nullopt;
}

}  // namespace

FrontDesk::FrontDesk(Parts parts) : parts_(std::move(parts)), vault_(parts_.key), audit_(parts_.key) {}

Status FrontDesk::Admit(const std::string& subject, const Caller& caller) const {
  const auto admitted = parts_.database->Write("cannot count the tries", [&](store::WriteTx& tx) -> Result<bool> {
    // Names are hashed: what people type there by mistake is a password now and then.
    EZPT_TRY(const bool by_subject, Throttle::Try(tx, vault_.HashOf(subject), kOfSubject, now_ms()));
    EZPT_TRY(const bool by_address,
             Throttle::Try(tx, vault_.HashOf("address " + caller.address), kOfAddress, now_ms()));
    return by_subject && by_address;
  });
  if (!admitted.ok()) return admitted.error();
  if (*admitted) return {};
  return Error{ErrorCode::kBusy, "That was tried too often. Wait a quarter of an hour, then try again."};
}

Result<std::optional<Welcome>> FrontDesk::SignInWith(const std::string& name, const std::string& password,
                                                     const std::string& code, const Caller& caller) {
  using Found = std::optional<std::pair<Account, Credential>>;
  EZPT_CHECK_OK(Admit("name " + name, caller));
  EZPT_TRY(const Found found, parts_.database->Read("cannot sign in", [&](store::ReadTx& tx) -> Result<Found> {
    EZPT_TRY(const std::optional<Account> account, Accounts::Find(tx, name));
    if (!account) return Found();
    EZPT_TRY(Credential credential, Accounts::CredentialOf(tx, account->id));
    return Found({*account, std::move(credential)});
  }));
  EZPT_TRY(const bool matches, hasher_.Matches(found ? found->second.password_hash : "", password));
  if (!found || !matches) return Wrong();
  const auto& [account, credential] = *found;
  if (!credential.totp_secret.empty() && code.empty()) return std::optional<Welcome>();
  EZPT_TRY(Welcome welcome, Enter(account.id, code, caller));
  return std::optional<Welcome>(std::move(welcome));
}

std::string FrontDesk::ChallengeFor(const std::string& name) const {
  return Hex(vault_.Seal(fmt::format("{} {}", now_ms() + kChallengeMs, name), kChallenge));
}

Result<Welcome> FrontDesk::Answer(const std::string& challenge, const std::string& code, const Caller& caller) {
  const Error too_old{ErrorCode::kForbidden, "That took too long: type name and password again."};
  const auto sealed = FromHex(challenge);
  if (!sealed) return too_old;
  const auto opened = vault_.Open(*sealed, kChallenge);
  if (!opened.ok()) return too_old;
  const std::size_t space = opened->find(' ');
  const std::string name = opened->substr(space + 1);
  if (std::strtoll(opened->c_str(), nullptr, 10) < now_ms()) return too_old;
  EZPT_CHECK_OK(Admit("name " + name, caller));
  EZPT_TRY(const std::optional<Account> account,
           parts_.database->Read("cannot sign in", [&](store::ReadTx& tx) { return Accounts::Find(tx, name); }));
  if (!account) return Wrong();
  return Enter(account->id, code, caller);
}

/// Whose password was right comes in, with the second factor where they have one.
Result<Welcome> FrontDesk::Enter(const std::string& person, const std::string& code, const Caller& caller) {
  return parts_.database->Write("cannot sign in", [&](store::WriteTx& tx) -> Result<Welcome> {
    EZPT_TRY(const Account account, Accounts::Get(tx, person));
    EZPT_TRY(const Credential credential, Accounts::CredentialOf(tx, person));
    Passed passed = Passed::kByApp;
    if (!credential.totp_secret.empty()) {
      EZPT_TRY(passed, PassesSecondFactor(tx, person, credential, code));
      if (passed == Passed::kNo) return Wrong();
    }
    EZPT_CHECK_OK(Throttle::Forgive(tx, vault_.HashOf("name " + account.sign_in_name)));
    EZPT_TRY(const std::vector<Membership> memberships, Clinics::Of(tx, person, now_ms()));
    EZPT_TRY(Welcome welcome, Welcomed(tx, account, FirstOf(memberships), caller));
    EZPT_CHECK_OK(NoteDevice(tx, welcome, caller));
    if (passed == Passed::kByRecoveryCode) {
      EZPT_CHECK_OK(SignInChanges::Note(tx, person,
                                        {.kind = SignInChange::Kind::kRecoveryCodeUsed,
                                         .at_ms = now_ms(),
                                         .device = caller.device,
                                         .sign_in = welcome.sign_in.id}));
    }
    EZPT_TRY(const auto changes, SignInChanges::Unseen(tx, person, welcome.sign_in.id));
    welcome.has_changes = !changes.empty();
    return welcome;
  });
}

Status FrontDesk::NoteDevice(store::WriteTx& tx, const Welcome& welcome, const Caller& caller) const {
  const std::string& person = welcome.sign_in.person;
  // Keyed, and another for each person: who reads the table cannot tell who shares a browser.
  const std::string browser = vault_.HashOf("browser " + person + " " + caller.browser + " " + caller.device);
  EZPT_TRY(const bool is_known, SignInChanges::IsKnown(tx, person, browser));
  if (is_known) return {};
  return SignInChanges::Note(tx, person,
                             {.kind = SignInChange::Kind::kNewDevice,
                              .at_ms = now_ms(),
                              .device = caller.device,
                              .sign_in = welcome.sign_in.id,
                              .browser = browser});
}

Result<FrontDesk::Passed> FrontDesk::PassesSecondFactor(store::WriteTx& tx, const std::string& person,
                                                        const Credential& credential, const std::string& code) const {
  EZPT_TRY(const std::string secret, vault_.Open(credential.totp_secret, person));
  std::string digits;
  for (const char c : code) {
    if (c != ' ') digits += c;
  }
  // Whichever session read it first: only one of two gets the step.
  if (const auto step = FindTotpStep(secret, digits, now_ms(), credential.totp_step)) {
    EZPT_TRY(const bool is_first, Accounts::UseTotpStep(tx, person, *step));
    return is_first ? Passed::kByApp : Passed::kNo;
  }
  const auto recovery = ReadCode(code);
  if (!recovery) return Passed::kNo;
  EZPT_TRY(const bool is_theirs, Accounts::UseRecoveryCode(tx, person, vault_.HashOf(*recovery)));
  return is_theirs ? Passed::kByRecoveryCode : Passed::kNo;
}

Result<Welcome> FrontDesk::Welcomed(store::WriteTx& tx, const Account& account, const std::optional<Membership>& as,
                                    const Caller& caller) const {
  if (!as && !account.is_operator) {
    return Error{ErrorCode::kForbidden,
                 "This account belongs to no clinic any more: ask the clinic for an invitation."};
  }
  Policy policy;
  if (as) {
    EZPT_TRY(const ClinicRow clinic, Clinics::Get(tx, as->clinic));
    policy = clinic.policy;
  }
  const Role role = as ? as->role : Role::kOperator;
  const Times times = TimesFor(role, policy, caller.is_shared);
  const int64_t now = now_ms();
  Welcome welcome{.token = NewToken(),
                  .sign_in = {.id = NewId(),
                              .person = account.id,
                              .clinic = as ? as->clinic : "",
                              .role = role,
                              .device = caller.device,
                              .is_shared = caller.is_shared,
                              .created_ms = now,
                              .seen_ms = now,
                              .idle_ms = times.idle_ms,
                              .expires_ms = now + times.expires_ms}};
  EZPT_CHECK_OK(SignIns::Start(tx, HashToken(welcome.token), welcome.sign_in));
  const Scope scope{welcome.sign_in.clinic, account.id, role};
  EZPT_CHECK_OK(audit_.Append(tx, EventOf(scope, now, "sign_in", welcome.sign_in.id, "", caller.device)));
  return welcome;
}

Result<Welcome> FrontDesk::SwitchTo(const SignedIn& from, const std::string& clinic, Role role, const Caller& caller) {
  return parts_.database->Write("cannot change the role", [&](store::WriteTx& tx) -> Result<Welcome> {
    EZPT_TRY(const Account account, Accounts::Get(tx, from.scope.person));
    EZPT_TRY(const std::vector<Membership> memberships, Clinics::Of(tx, account.id, now_ms()));
    std::optional<Membership> as;
    for (const Membership& membership : memberships) {
      if (membership.clinic == clinic && membership.role == role) as = membership;
    }
    const bool to_operator = role == Role::kOperator && account.is_operator;
    if (!as && !to_operator) return Error{ErrorCode::kNotFound, "You are not that in this clinic."};
    EZPT_CHECK_OK(SignIns::End(tx, account.id, from.sign_in));
    Caller here = caller;
    here.is_shared = from.is_shared;
    return Welcomed(tx, account, as, here);
  });
}

Status FrontDesk::Note(const AuditEvent& event) const {
  return parts_.database->Write("cannot write the audit log",
                                [&](store::WriteTx& tx) { return audit_.Append(tx, event); });
}

}  // namespace ezpt::clinic
