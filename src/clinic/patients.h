#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// Somebody whom a clinic treats. A person may be a patient of two clinics: two patients, no chart in common.
struct PatientRow {
  std::string id = {};
  std::string name = {};
  std::string person = {};  ///< Empty: has no account (yet).
  std::string owner = {};   ///< Account::owner, by which their sessions are found; empty without an account.
  int64_t created_ms = 0;
};

/// By what right somebody sees a chart.
enum class Grant {
  kSelf,       ///< It is their own.
  kHelper,     ///< They help this patient.
  kTeam,       ///< They are a therapist of the care team.
  kEmergency,  ///< They said why, for some hours, and it is reviewed.
};

struct Chart {
  PatientRow patient;
  Grant grant = Grant::kTeam;
  bool is_lead = false;
  int64_t until_ms = 0;  ///< Of an emergency.
};

/// Patients, each seen by who may. Stateless: what is stored is the transaction's.
class Patients {
 public:
  /// A new patient of the clinic, led by the therapist who asks. Errors: kForbidden for any other role.
  static Status Add(store::WriteTx& tx, const Scope& scope, const PatientRow& patient);
  /// The account of the patient; kConflict where there is another one.
  static Status SetPerson(store::WriteTx& tx, const std::string& clinic, const std::string& patient,
                          const std::string& person);

  /// Whom this person treats, helps or is, by name. An administrator: everybody of the clinic, names only.
  [[nodiscard]] static Result<std::vector<PatientRow>> List(store::ReadTx& tx, const Scope& scope, int64_t now_ms);

  /// What this person may see of that patient. Errors: kNotFound, in the same words for a patient of somebody else's,
  /// of another clinic, and for one that never was.
  [[nodiscard]] static Result<Chart> ChartOf(store::ReadTx& tx, const Scope& scope, const std::string& patient,
                                             int64_t now_ms);
  /// Whether there is such a patient in the clinic, for who asks for emergency access. Errors: kNotFound.
  [[nodiscard]] static Result<PatientRow> InClinic(store::ReadTx& tx, const Scope& scope, const std::string& patient);
};

}  // namespace ezpt::clinic
