#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// Somebody's place in the care of a patient. Never changed but for its end.
struct Place {
  std::string id = {};
  std::string person = {};
  std::string display_name = {};
  Role role = Role::kTherapist;  ///< Or kHelper.
  bool is_lead = false;
  int64_t from_ms = 0;
  int64_t until_ms = 0;  ///< 0: until it is ended.
};

/// The lead asks a colleague to take over a patient; it changes nothing until they accept.
struct Handover {
  std::string id = {};
  std::string patient = {};
  std::string patient_name = {};
  std::string from = {};
  std::string from_name = {};
  std::string to = {};
  std::string to_name = {};
  std::string note = {};
};

struct Emergency {
  std::string id = {};
  std::string patient = {};
  std::string patient_name = {};
  std::string person = {};
  std::string display_name = {};
  std::string reason = {};
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  bool is_reviewed = false;
};

inline constexpr int64_t kEmergencyMs = 4 * 3'600'000;
inline constexpr std::size_t kMostReason = 500;  ///< Bytes of a reason or a note.

/// Who cares for whom. Whoever calls has asked Patients::ChartOf, or says so below. Stateless: what is stored is the
/// transaction's.
class CareTeam {
 public:
  /// Who cares for the patient at `now_ms`, the lead first.
  [[nodiscard]] static Result<std::vector<Place>> Of(store::ReadTx& tx, const Scope& scope, const std::string& patient,
                                                     int64_t now_ms);
  /// Begins a place; the same place twice is one. @param until_ms of a cover; 0: until it is ended.
  /// Errors: kNotFound where the person is no such member of the clinic.
  static Status Add(store::WriteTx& tx, const Scope& scope, const std::string& patient, const Place& place);
  /// Errors: kNotFound; kConflict for the lead, whose place a hand-over ends.
  static Status End(store::WriteTx& tx, const Scope& scope, const std::string& patient, const std::string& place,
                    int64_t now_ms);

  /// By the lead. Errors: kForbidden; kNotFound for a colleague who is none; kConflict where one waits for an answer.
  static Status Ask(store::WriteTx& tx, const Scope& scope, const Handover& handover, int64_t now_ms);
  /// That wait for this person's answer, or for which this person waits.
  [[nodiscard]] static Result<std::vector<Handover>> Waiting(store::ReadTx& tx, const Scope& scope);
  /// By whom it was asked of. Accepted: they lead from `now_ms` on, and who led does no longer see the chart.
  /// Errors: kNotFound. Gives the patient.
  [[nodiscard]] static Result<std::string> Answer(store::WriteTx& tx, const Scope& scope, const std::string& handover,
                                                  bool accepted, int64_t now_ms);

  /// A therapist or administrator of the clinic says why, and sees the chart for kEmergencyMs; an administrator reviews
  /// it. Errors: kNotFound for a patient of another clinic.
  static Status BreakGlass(store::WriteTx& tx, const Scope& scope, const std::string& id, const std::string& patient,
                           const std::string& reason, int64_t now_ms);
  /// Newest first; those not reviewed before the others. For administrators.
  [[nodiscard]] static Result<std::vector<Emergency>> Emergencies(store::ReadTx& tx, const Scope& scope);
  /// Why it was; empty where there is none, or it was erased with its patient. For who may read the log of that
  /// patient.
  [[nodiscard]] static Result<std::string> ReasonOf(store::ReadTx& tx, const Scope& scope, const std::string& id);
  /// Nobody reviews their own. Errors: kNotFound, kForbidden.
  static Status Review(store::WriteTx& tx, const Scope& scope, const std::string& id, int64_t now_ms);
};

}  // namespace ezpt::clinic
