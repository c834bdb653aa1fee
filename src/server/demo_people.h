#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "clinic/audit_log.h"
#include "clinic/scope.h"
#include "store/database.h"

/// The people of the demonstration, all invented.
namespace ezpt::server {

struct DemoPerson {
  std::string_view sign_in_name;
  std::string_view name;
  clinic::Role role;
  std::string_view line;  ///< What there is to see as them.
};

inline constexpr DemoPerson kIrma{
    "irma", "Irma Lindqvist", clinic::Role::kPatient,
    "Six weeks after a knee replacement, and improving: fewer faults and a straighter knee every week."};
inline constexpr DemoPerson kJorge{
    "jorge", "Jorge Almeida", clinic::Role::kPatient,
    "A stiff shoulder that hurts: he stops early, says how bad it was, and does less each week."};
inline constexpr DemoPerson kLena{"lena", "Lena Fischer", clinic::Role::kPatient,
                                  "Four good weeks for her back, then nothing: she stopped more than two weeks ago."};
inline constexpr DemoPerson kElla{"ella", "Ella Lindqvist", clinic::Role::kHelper,
                                  "Irma's daughter, who helps her: she sees what Irma sees, and nobody else."};
inline constexpr DemoPerson kDana{"dana", "Dana Whitlock", clinic::Role::kTherapist,
                                  "Leads the care of Irma and Jorge, and asked a colleague to take Jorge over."};
inline constexpr DemoPerson kSam{"sam", "Sam Okafor", clinic::Role::kTherapist,
                                 "Leads the care of Lena, covers for Dana with Irma, and has a hand-over to answer."};
inline constexpr DemoPerson kMaren{
    "maren", "Maren Holt", clinic::Role::kAdmin,
    "Looks after members and policy, sees no charts, and has an emergency access to review."};
inline constexpr DemoPerson kNils{"nils", "Nils Berg", clinic::Role::kOperator,
                                  "Keeps the program running; belongs to no clinic and sees nothing of anybody."};

/// In the order in which they are offered.
inline constexpr std::array<DemoPerson, 8> kDemoPeople = {kIrma, kJorge, kLena, kElla, kDana, kSam, kMaren, kNils};

inline constexpr int64_t kDemoDayMs = int64_t{24} * 3600 * 1000;
inline constexpr int kDemoWeeks = 6;

/// The clinic with its people and who cares for whom, in one transaction; nothing where they are there already. Their
/// passwords are random and kept by nobody.
/// @param base_ms what is "now" to the demonstration: when the database became one.
/// Errors: those of the store.
[[nodiscard]] Status AddDemoPeople(store::Database& database, const clinic::AuditLog& audit, int64_t base_ms);

}  // namespace ezpt::server
