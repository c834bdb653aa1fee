#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "exercise/definition.h"
#include "server/history.h"
#include "store/session_repository.h"

/// What pages and the API show of sessions; the fields are those of
/// templates/README.md.
namespace ezpt::server {

/// For a list. @param definition null where the exercise is no longer known.
[[nodiscard]] nlohmann::json SessionRowView(const store::SessionRow& row, const exercise::Definition* definition);

/// For the session's own page: the row and what it came to.
[[nodiscard]] nlohmann::json SessionView(const store::SessionRow& row, const SessionAccount& account);

}  // namespace ezpt::server
