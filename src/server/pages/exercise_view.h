#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "exercise/definition.h"

/// What pages show of exercises; the fields are those of templates/README.md.
namespace ezpt::server {

/// For a list of exercises.
[[nodiscard]] nlohmann::json ExerciseCard(const exercise::Definition& definition, const std::string& language);
/// For the exercise's own page: the card and all the rest.
[[nodiscard]] nlohmann::json ExerciseView(const exercise::Definition& definition, const std::string& language);

[[nodiscard]] std::string RegionName(exercise::Region region);

}  // namespace ezpt::server
