#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ezpt::server {

/// Milliseconds since 1970, UTC: for when a session was, never for coaching.
[[nodiscard]] int64_t WallClockMs();

/// "2024-05-01T09:30:00Z".
[[nodiscard]] std::string FormatUtc(int64_t ms);
/// "1 May 2024, 09:30 UTC", as the language writes it.
[[nodiscard]] std::string FormatDay(int64_t ms, std::string_view language);

}  // namespace ezpt::server
