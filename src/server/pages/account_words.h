#pragma once

#include <string>
#include <string_view>

#include "clinic/scope.h"

/// Who people are here, in words that they read.
namespace ezpt::server {

/// "Therapist".
[[nodiscard]] std::string RoleWords(std::string_view language, clinic::Role role);
/// "Therapist, Elm Street"; without a clinic the role alone.
[[nodiscard]] std::string RoleAt(std::string_view language, clinic::Role role, const std::string& clinic);
/// "as a therapist"; empty for an operator.
[[nodiscard]] std::string AsRole(std::string_view language, clinic::Role role);

/// "Firefox on Linux" as it was stored (DeviceName), in the reader's language.
[[nodiscard]] std::string DeviceWords(std::string_view language, const std::string& device);

}  // namespace ezpt::server
