#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "coach/session_record.h"
#include "exercise/definition.h"

namespace ezpt::coach {

/// No angle and no ratio of a body comes near: an end of a limit that does not bind.
inline constexpr double kUnbounded = 1000;

/// The field `limit` of a message: {"quantity": "knee_flexion", "side": "left" | "right" | "both" | null,
/// "least": number | null, "most": number | null}; nothing where it is absent or null.
/// Errors: kDamaged, in one line that names the field.
[[nodiscard]] Result<std::optional<PersonalLimit>> ParseLimit(const nlohmann::json& message);
/// The same as it is read; an end that does not bind is null.
[[nodiscard]] nlohmann::json ToJson(const PersonalLimit& limit);

/// The definition that a session with this limit was coached by: its goals and its names of
/// faults. Where the limit does not fit the definition, the definition itself.
[[nodiscard]] std::shared_ptr<const exercise::Definition> AsCoached(
    const std::shared_ptr<const exercise::Definition>& definition, const std::optional<PersonalLimit>& limit);

}  // namespace ezpt::coach
