#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace ezpt::server {

/// One JSON object a line on standard error: {"t":…,"event":…, fields…}. Never
/// addresses, cookies, session ids or anything measured: a log may be shown to
/// anybody. Thread-safe.
void Log(std::string_view event, const nlohmann::json& fields = nlohmann::json::object());

/// kProblems: without what happens in every well session: requests that were answered, start and end.
enum class LogLevel { kSilent, kProblems, kNormal };
/// Default kNormal.
void SetLogLevel(LogLevel level);

}  // namespace ezpt::server
