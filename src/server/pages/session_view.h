#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "coach/feedback.h"
#include "exercise/definition.h"
#include "store/session_repository.h"

/// What pages and the API show of sessions; the fields are those of
/// templates/README.md.
namespace ezpt::server {

/// For a list. @param definition null where the exercise is no longer known.
[[nodiscard]] nlohmann::json SessionRowView(const store::SessionRow& row, const exercise::Definition* definition);

/// For the session's own page: the row and what its record says.
[[nodiscard]] nlohmann::json SessionView(const store::SessionRow& row, const exercise::Definition& definition,
                                         const coach::SessionSummary& summary);

}  // namespace ezpt::server
