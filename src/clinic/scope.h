#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/tokens.h"

namespace ezpt::clinic {

/// As what somebody is signed in; one at a time, also for who is several things in a clinic.
enum class Role {
  kPatient,
  kHelper,  ///< Of one or more patients: a relative, a carer.
  kTherapist,
  kAdmin,     ///< Of one clinic: its members and its policy; no charts.
  kOperator,  ///< Of the program itself; nothing of anybody's, and no clinic.
};

/// "patient": as it is stored, and stands in the audit log.
[[nodiscard]] std::string NameOf(Role role);
[[nodiscard]] std::optional<Role> RoleOf(std::string_view name);

/// Who asks, for which clinic, as what. Made of a sign-in and of nothing else (SignIns::Find): no repository of this
/// folder has a way to ask for a clinic by anything that a request says.
struct Scope {
  std::string clinic = {};  ///< Empty: an operator's.
  std::string person = {};
  Role role = Role::kPatient;
};

using store::NewId;
using store::NewToken;

inline constexpr std::size_t kMaxName = 80;  ///< Characters of a name at most; a column of 120 bytes holds them.

/// Without space at the ends; nothing where it is empty, too long, or has control characters.
[[nodiscard]] std::optional<std::string> CleanText(std::string_view text, std::size_t most_bytes);

}  // namespace ezpt::clinic
