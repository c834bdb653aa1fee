#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "exercise/definition.h"
#include "server/pages/site_routes.h"

namespace ezpt::server {

/// What keeps this person safe in this exercise, for templates/safety.mustache: the
/// questions before it, the limit that is kept, and what hurt the last time.
[[nodiscard]] Result<nlohmann::json> SafetyView(const Site& site, const Context& context,
                                                const exercise::Definition& definition);

/// The kept limit as the session page hands it to the session: {"limit": …, "set_ms": …}.
[[nodiscard]] Result<nlohmann::json> KeptLimit(const Site& site, const Context& context, const std::string& exercise);

/// "Knee bend: at most 45°"; empty without a limit.
[[nodiscard]] std::string LimitText(const exercise::Definition& definition,
                                    const std::optional<motion::PersonalLimit>& limit, const std::string& language);

/// GET and PUT /api/limits/{exercise}, POST /api/sessions/{id}/pain (docs/formats/safety.md).
void AddSafetyRoutes(SiteRoutes& routes);

}  // namespace ezpt::server
