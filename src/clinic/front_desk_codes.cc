// The front desk's codes: the first account, invitations, recovery.

#include <algorithm>
#include <cctype>
#include <utility>

#include "clinic/care_team.h"
#include "clinic/front_desk.h"
#include "clinic/patients.h"

namespace ezpt::clinic {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kInvitationMs = 14 * 24 * kHourMs;
constexpr int64_t kSoonMs = 24 * kHourMs;  ///< Of the first account, and of a recovery.

Error NoSuchCode() {
  return {
      ErrorCode::kNotFound,
      "This code does not work. It may have been used already, or be too old: ask who gave it to you for a new one."};
}

/// Whom each role may invite: therapists their patients and the patients' helpers, administrators everybody of the
/// staff.
bool MayInvite(const Scope& scope, const Invitation& invitation) {
  if (scope.role == Role::kTherapist) {
    return !invitation.patient.empty() && (invitation.role == Role::kPatient || invitation.role == Role::kHelper);
  }
  return scope.role == Role::kAdmin && invitation.patient.empty() && invitation.role != Role::kOperator &&
         invitation.role != Role::kPatient && invitation.role != Role::kHelper;
}

Error NoSuchMember() { return {ErrorCode::kNotFound, "There is no such member."}; }

/// Who gets a new password into their hands can be that person everywhere: so only who may do as much as they anyway.
Status IsWithinReach(store::ReadTx& tx, const Scope& scope, const std::string& person, int64_t now_ms) {
  const Error out_of_reach{
      ErrorCode::kForbidden,
      "This account is used elsewhere, too: who runs this server helps, or another administrator."};
  EZPT_TRY(const Account account, Accounts::Get(tx, person));
  if (account.is_operator) return out_of_reach;
  EZPT_TRY(const std::vector<Membership> memberships, Clinics::Of(tx, person, now_ms));
  for (const Membership& membership : memberships) {
    const bool is_staff = membership.role == Role::kTherapist || membership.role == Role::kAdmin;
    if (membership.clinic != scope.clinic || (is_staff && scope.role != Role::kAdmin)) return out_of_reach;
  }
  return {};
}

/// Whether this administrator, or the therapist of this patient, may give that account back to its person.
Status MayRecover(store::ReadTx& tx, const Scope& scope, const Invitation& invitation, int64_t now_ms) {
  if (scope.role == Role::kTherapist) {
    EZPT_TRY(const Chart chart, Patients::ChartOf(tx, scope, invitation.patient, now_ms));
    if (chart.patient.person != invitation.person || chart.grant != Grant::kTeam) return NoSuchMember();
    return IsWithinReach(tx, scope, invitation.person, now_ms);
  }
  if (scope.role != Role::kAdmin) return NoSuchMember();
  EZPT_TRY(const std::vector<Membership> members, Clinics::Members(tx, scope, now_ms));
  for (const Membership& member : members) {
    if (member.person == invitation.person) return IsWithinReach(tx, scope, invitation.person, now_ms);
  }
  return NoSuchMember();
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// What is needed of somebody new, cleaned.
Result<FrontDesk::NewAccount> Cleaned(const FrontDesk::NewAccount& asked, bool with_clinic) {
  FrontDesk::NewAccount account = asked;
  const auto name = CleanText(asked.sign_in_name, kMaxName), display = CleanText(asked.display_name, kMaxName);
  if (!name || name->size() < 3 || name->find(' ') != std::string::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "The name for signing in needs three characters or more, without spaces: an e-mail address is fine."};
  }
  if (!display) return Error{ErrorCode::kInvalidArgument, "Say what you are called."};
  account.sign_in_name = Lower(*name);
  account.display_name = *display;
  if (with_clinic) {
    const auto clinic = CleanText(asked.clinic_name, kMaxName);
    if (!clinic) return Error{ErrorCode::kInvalidArgument, "Say what the clinic is called."};
    account.clinic_name = *clinic;
  }
  EZPT_CHECK_OK(CheckPassword(account.password, account.sign_in_name));
  return account;
}

}  // namespace

Result<std::optional<std::string>> FrontDesk::CodeForTheFirst() {
  using Code = std::optional<std::string>;
  return parts_.database->Write("cannot make a code", [&](store::WriteTx& tx) -> Result<Code> {
    EZPT_TRY(const bool any, Accounts::IsThereAny(tx));
    if (any) return Code();
    const Invitation first{.id = NewId(),
                           .kind = Invitation::Kind::kFirst,
                           .role = Role::kAdmin,
                           .created_ms = now_ms(),
                           .expires_ms = now_ms() + kSoonMs};
    EZPT_CHECK_OK(Invitations::WithdrawFor(tx, first));
    const std::string code = NewCode();
    EZPT_CHECK_OK(Invitations::Add(tx, vault_.HashOf(code), first));
    return Code(code);
  });
}

Result<std::string> FrontDesk::Invite(const Scope& scope, Invitation invitation) {
  const bool recovers = invitation.kind == Invitation::Kind::kRecovery;
  invitation.id = NewId();
  invitation.clinic = scope.clinic;
  invitation.invited_by = scope.person;
  invitation.created_ms = now_ms();
  invitation.expires_ms = now_ms() + (recovers ? kSoonMs : kInvitationMs);
  return parts_.database->Write("cannot store the invitation", [&](store::WriteTx& tx) -> Result<std::string> {
    if (recovers) {
      EZPT_CHECK_OK(MayRecover(tx, scope, invitation, now_ms()));
    } else if (!MayInvite(scope, invitation)) {
      return Error{ErrorCode::kForbidden, "You cannot invite somebody as that."};
    }
    if (!recovers && !invitation.patient.empty()) {
      EZPT_TRY(const Chart chart, Patients::ChartOf(tx, scope, invitation.patient, now_ms()));
      // Emergency access is for looking.
      if (chart.grant != Grant::kTeam)
        return Error{ErrorCode::kForbidden, "Only who treats this patient invites for them."};
      if (invitation.role == Role::kPatient) invitation.name = chart.patient.name;
    }
    // Of a patient's, and of a recovery, there is one: the sheet that was lost works no more.
    if (recovers || invitation.role == Role::kPatient) EZPT_CHECK_OK(Invitations::WithdrawFor(tx, invitation));
    const std::string code = NewCode();
    EZPT_CHECK_OK(Invitations::Add(tx, vault_.HashOf(code), invitation));
    if (recovers) {
      EZPT_CHECK_OK(SignInChanges::Note(
          tx, invitation.person,
          {.kind = SignInChange::Kind::kRecoveryOffered, .at_ms = now_ms(), .by_person = scope.person}));
    }
    const std::string what = recovers ? "recovery.offer" : "invitation.make";
    EZPT_CHECK_OK(audit_.Append(tx, EventOf(scope, now_ms(), what, recovers ? invitation.person : invitation.id,
                                            invitation.patient, NameOf(invitation.role))));
    return code;
  });
}

Result<Invitation> FrontDesk::Ask(const std::string& typed_code, const Caller& caller) const {
  EZPT_CHECK_OK(Admit("code " + typed_code, caller));
  const auto code = ReadCode(typed_code);
  if (!code) return NoSuchCode();
  return parts_.database->Read("cannot read the invitation", [&](store::ReadTx& tx) {
    return Invitations::Peek(tx, vault_.HashOf(*code), now_ms());
  });
}

/// What a used code makes of an account. @param as the membership that it begins.
Status FrontDesk::Enrol(store::WriteTx& tx, const Invitation& invitation, const Account& account,
                        const std::string& clinic_name, Membership& as) const {
  as.role = invitation.role;
  as.person = account.id;
  as.clinic = invitation.clinic;
  if (invitation.kind == Invitation::Kind::kFirst) {
    as.clinic = NewId();
    EZPT_CHECK_OK(Clinics::Create(tx, {.id = as.clinic, .name = clinic_name, .policy = {}}, now_ms()));
  }
  EZPT_CHECK_OK(Clinics::Join(tx, as.clinic, account.id, as.role, now_ms()));
  const Scope scope{as.clinic, account.id, as.role};
  EZPT_CHECK_OK(
      audit_.Append(tx, EventOf(scope, now_ms(), "clinic.join", invitation.id, invitation.patient, NameOf(as.role))));
  if (as.role == Role::kPatient) return Patients::SetPerson(tx, as.clinic, invitation.patient, account.id);
  if (as.role != Role::kHelper) return {};
  const Scope by{as.clinic, invitation.invited_by, Role::kTherapist};
  // Who invited them may have stopped treating the patient since.
  EZPT_TRY(const Chart chart, Patients::ChartOf(tx, by, invitation.patient, now_ms()));
  if (chart.grant != Grant::kTeam) return NoSuchCode();
  return CareTeam::Add(tx, by, invitation.patient,
                       {.id = NewId(), .person = account.id, .role = Role::kHelper, .from_ms = now_ms()});
}

Result<Welcome> FrontDesk::Join(const std::string& typed_code, const NewAccount& asked, const Caller& caller) {
  EZPT_TRY(const Invitation invitation, Ask(typed_code, caller));
  const bool is_first = invitation.kind == Invitation::Kind::kFirst;
  if (invitation.kind == Invitation::Kind::kRecovery) return NoSuchCode();
  EZPT_TRY(const NewAccount cleaned, Cleaned(asked, is_first));
  EZPT_TRY(const std::string hash, hasher_.Hash(cleaned.password));
  const Account account{.id = NewId(),
                        .sign_in_name = cleaned.sign_in_name,
                        .display_name = cleaned.display_name,
                        .owner = NewToken(),
                        .is_operator = is_first,
                        .created_ms = now_ms()};
  return parts_.database->Write("cannot make the account", [&](store::WriteTx& tx) -> Result<Welcome> {
    EZPT_TRY(const Invitation used, Invitations::Use(tx, vault_.HashOf(*ReadCode(typed_code)), now_ms()));
    EZPT_CHECK_OK(Accounts::Create(tx, account, hash));
    Membership as;
    EZPT_CHECK_OK(Enrol(tx, used, account, cleaned.clinic_name, as));
    if (!cleaned.cookie_owner.empty()) {
      EZPT_TRY([[maybe_unused]] const int sessions, Accounts::TakeOver(tx, account, cleaned.cookie_owner));
    }
    EZPT_TRY(Welcome welcome, Welcomed(tx, account, as, caller));
    EZPT_CHECK_OK(NoteDevice(tx, welcome, caller));
    // The device on which the account was made is no news to anybody.
    EZPT_CHECK_OK(SignInChanges::SetSeen(tx, account.id, welcome.sign_in.id, now_ms()));
    return welcome;
  });
}

Result<Welcome> FrontDesk::JoinAs(const std::string& typed_code, const SignedIn& as_who, const Caller& caller) {
  EZPT_TRY(const Invitation invitation, Ask(typed_code, caller));
  if (invitation.kind != Invitation::Kind::kMember) return NoSuchCode();
  return parts_.database->Write("cannot join", [&](store::WriteTx& tx) -> Result<Welcome> {
    EZPT_TRY(const Invitation used, Invitations::Use(tx, vault_.HashOf(*ReadCode(typed_code)), now_ms()));
    EZPT_TRY(const Account account, Accounts::Get(tx, as_who.scope.person));
    Membership as;
    EZPT_CHECK_OK(Enrol(tx, used, account, "", as));
    EZPT_CHECK_OK(SignIns::End(tx, account.id, as_who.sign_in));
    return Welcomed(tx, account, as, caller);
  });
}

Status FrontDesk::Recover(const std::string& typed_code, const std::string& password, const Caller& caller) {
  EZPT_TRY(const Invitation invitation, Ask(typed_code, caller));
  if (invitation.kind != Invitation::Kind::kRecovery) return NoSuchCode();
  EZPT_CHECK_OK(CheckPassword(password, ""));
  EZPT_TRY(const std::string hash, hasher_.Hash(password));
  return parts_.database->Write("cannot store the password", [&](store::WriteTx& tx) -> Status {
    EZPT_TRY(const Invitation used, Invitations::Use(tx, vault_.HashOf(*ReadCode(typed_code)), now_ms()));
    EZPT_CHECK_OK(Accounts::SetPassword(tx, used.person, hash, now_ms()));
    EZPT_CHECK_OK(SignIns::EndOthers(tx, used.person, ""));
    EZPT_CHECK_OK(SignInChanges::Note(tx, used.person,
                                      {.kind = SignInChange::Kind::kRecovered,
                                       .at_ms = now_ms(),
                                       .by_person = used.invited_by,
                                       .device = caller.device}));
    EZPT_TRY(const Account account, Accounts::Get(tx, used.person));
    EZPT_CHECK_OK(Throttle::Forgive(tx, vault_.HashOf("name " + account.sign_in_name)));
    return audit_.Append(tx, {.at_ms = now_ms(),
                              .clinic = used.clinic,
                              .actor = used.person,
                              .actor_role = "",
                              .patient = used.patient,
                              .action = "password.recover",
                              .object = used.id,
                              .why = ""});
  });
}

}  // namespace ezpt::clinic
