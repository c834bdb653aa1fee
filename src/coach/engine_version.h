#pragma once

#include <string_view>

namespace ezpt::coach {

/// Which engine a result is from; it stands in every session's record and beside
/// every stored summary.
///
/// The rule: it changes with every change of a measured result, whatever it is for:
/// a count, a time, a measure, a fault, a reason, a word that is said. The whole
/// results in tests/cases/ are compared with this engine's, and are written anew
/// only under another version, so that the rule cannot be forgotten.
inline constexpr std::string_view kEngineVersion = "4";

}  // namespace ezpt::coach
