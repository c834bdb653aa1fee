#include "server/log.h"

#include <atomic>
#include <cstdio>

#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

std::atomic<LogLevel> level = LogLevel::kNormal;

}  // namespace

void SetLogLevel(LogLevel new_level) { level = new_level; }

void Log(std::string_view event, const nlohmann::json& fields) {
  if (level == LogLevel::kSilent) return;
  nlohmann::json line = {{"t", FormatUtc(WallClockMs())}, {"event", event}};
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // One call: lines of two threads do not mix.
}

}  // namespace ezpt::server
