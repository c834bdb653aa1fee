#pragma once

#include "clinic/scope.h"

namespace ezpt::server {

/// Who a route is for. Every route names its rule when it is added (router.h), and the application holds the asking
/// person to it before the handler runs: a handler cannot forget it. Chosen so that roles become further rules beside
/// these, when there are accounts.
enum class Access {
  /// Nothing of anybody's: the same for everybody. The handler is not told who asks.
  kAnybody,
  /// To look at: the asking person's own, by their cookie. A stranger is a new person, who has nothing yet: a page
  /// shows
  /// them that, and gives them the cookie by which they are known from then on. For what changes something: kOwner.
  kOwnOrNothing,
  /// The asking person's own, by their cookie, without which there is no answer: what a stranger stored nobody could
  /// ever find again.
  kOwner,

  // Who is signed in, as what. A stranger's page leads to the sign-in; anything else of theirs is 403. In another role
  // there is no such address: 404, in the same words as where there is none, and it stands in the audit log. Which
  // patient they may see is said by what looks for the patient (clinic/patients.h).
  /// In any role: one's own sign-in. The only ones for who must set up a second factor first.
  kSignedIn,
  /// Who takes part in somebody's care: patient, helper, therapist. An administrator, for emergency access.
  kCare,
  kTherapist,
  kStaff,  ///< Therapist or administrator.
  kAdmin,
  kOperator,
};

/// Whether a rule is about who is signed in.
[[nodiscard]] constexpr bool NeedsSignIn(Access access) {
  switch (access) {
    case Access::kAnybody:
    case Access::kOwnOrNothing:
    case Access::kOwner:
      return false;
    case Access::kSignedIn:
    case Access::kCare:
    case Access::kTherapist:
    case Access::kStaff:
    case Access::kAdmin:
    case Access::kOperator:
      break;
  }
  return true;
}

/// Whether a rule is for that role. REQUIRES: NeedsSignIn.
[[nodiscard]] constexpr bool IsFor(Access access, clinic::Role role) {
  using clinic::Role;
  switch (access) {
    case Access::kCare:
      return role != Role::kOperator;
    case Access::kTherapist:
      return role == Role::kTherapist;
    case Access::kStaff:
      return role == Role::kTherapist || role == Role::kAdmin;
    case Access::kAdmin:
      return role == Role::kAdmin;
    case Access::kOperator:
      return role == Role::kOperator;
    default:
      return true;
  }
}

}  // namespace ezpt::server
