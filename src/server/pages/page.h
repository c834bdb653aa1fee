#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/context.h"
#include "server/http.h"
#include "server/pages/site.h"

/// What the handlers of several pages have in common.
namespace ezpt::server {

/// A page of templates/README.md: `values` and what every page has.
[[nodiscard]] Response Page(const Site& site, const Context& context, const std::string& name, const std::string& title,
                            nlohmann::json values);

[[nodiscard]] Response NoSuchExercise();

/// The session of the address, if it is the asking person's. Another's and one that never was are the same: kNotFound,
/// in the same words.
[[nodiscard]] Result<store::SessionRow> OwnRow(const Site& site, const Context& context, const Request& request);

}  // namespace ezpt::server
