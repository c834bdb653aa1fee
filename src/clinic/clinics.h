#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clinic/scope.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// What a clinic asks of those who sign in.
struct Policy {
  enum class SecondFactor { kOptional, kStaff, kEverybody };
  SecondFactor second_factor = SecondFactor::kStaff;
  int grace_days = 14;    ///< So long after joining one may sign in without, where it is asked for.
  int idle_minutes = 30;  ///< After which staff is signed out. Patients at home: kPatientIdleMinutes.
};

inline constexpr int kMostGraceDays = 90;
inline constexpr int kLeastIdleMinutes = 5;
inline constexpr int kMostIdleMinutes = 12 * 60;

[[nodiscard]] std::string NameOf(Policy::SecondFactor asked);
[[nodiscard]] std::optional<Policy::SecondFactor> SecondFactorOf(std::string_view name);

struct ClinicRow {
  std::string id = {};
  std::string name = {};
  Policy policy;
};

/// What somebody is in a clinic, from when on and until when (0: still).
struct Membership {
  std::string clinic = {};
  std::string clinic_name = {};
  std::string person = {};
  std::string display_name = {};
  std::string sign_in_name = {};
  Role role = Role::kPatient;
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  bool has_second_factor = false;
};

/// Clinics and who belongs to them. Stateless: what is stored is the transaction's.
class Clinics {
 public:
  static Status Create(store::WriteTx& tx, const ClinicRow& clinic, int64_t now_ms);
  /// Errors: kNotFound.
  [[nodiscard]] static Result<ClinicRow> Get(store::ReadTx& tx, const std::string& clinic);
  static Status SetPolicy(store::WriteTx& tx, const Scope& scope, const Policy& policy);

  /// Begins, or begins again. Nothing changes where it holds already.
  static Status Join(store::WriteTx& tx, const std::string& clinic, const std::string& person, Role role,
                     int64_t now_ms);
  /// From `now_ms` on: their next request, and what they have open, are refused. Their places in care teams end with
  /// it. Errors: kNotFound; kConflict for the last administrator, and for who still leads the care of patients.
  static Status EndMembership(store::WriteTx& tx, const Scope& scope, const std::string& person, Role role,
                              int64_t now_ms);

  /// That hold at `now_ms`: of one clinic, by name; of one person, the oldest first.
  [[nodiscard]] static Result<std::vector<Membership>> Members(store::ReadTx& tx, const Scope& scope, int64_t now_ms);
  [[nodiscard]] static Result<std::vector<Membership>> Of(store::ReadTx& tx, const std::string& person, int64_t now_ms);
};

}  // namespace ezpt::clinic
