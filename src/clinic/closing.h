#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "clinic/accounts.h"
#include "clinic/clinics.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// An account is closed for good. What others did stays true: ids and dates of memberships, care teams, emergencies and
/// the audit log are kept. What says who the person was is erased: names, what signs them in, sheets with codes for
/// them, and what others wrote about them as a patient (the reasons of emergencies, notes of hand-overs). A clinic sees
/// a patient who closed their account no more. Stateless: what is stored is the transaction's.
///
/// What they did (sessions, limits, pain, keys) is the store's to erase, in the same transaction (store/erasure.h).
class Closing {
 public:
  /// Errors: kConflict, in words for the person: for who runs the server, for a clinic's only administrator, and for
  /// who leads the care of patients. Gives the memberships that were ended.
  static Result<std::vector<Membership>> Close(store::WriteTx& tx, const Account& account, int64_t now_ms);
};

}  // namespace ezpt::clinic
