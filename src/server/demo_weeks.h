#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/demo_session.h"
#include "server/library.h"

/// What the patients of the demonstration did in six weeks.
namespace ezpt::server {

struct DemoDay {
  DemoSet set;
  std::optional<int> pain;  ///< How bad they said that it was, 0–10; of a set that they stopped because it hurt.
};

/// The sets of that patient, the oldest first. Sessions' ids follow from the owner: the same plan has the same ones.
/// @param sign_in_name of DemoPerson. Empty for who is no patient; exercises that the library lacks are left out.
[[nodiscard]] std::vector<DemoDay> DemoWeeksOf(std::string_view sign_in_name, const Library& library,
                                               const std::string& owner, int64_t base_ms);

/// The last day on which Lena did something, so many days ago.
inline constexpr int kLenaStoppedDaysAgo = 16;

}  // namespace ezpt::server
