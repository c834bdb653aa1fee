#include "server/log.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <iterator>

#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

std::atomic<LogLevel> level = LogLevel::kNormal;

constexpr int kFirstFailure = 500;

bool IsProblem(std::string_view event, const nlohmann::json& fields) {
  if (event == "request") return fields.value("status", 0) >= kFirstFailure;
  constexpr std::string_view kWell[] = {"serving",
                                        "stopped",
                                        "demo_ready",
                                        "authority_made",
                                        "certificate_renewed",
                                        "summaries_stored",
                                        "chunks_stored_again",
                                        "leases_renewed_again"};
  return std::find(std::begin(kWell), std::end(kWell), event) == std::end(kWell);
}

}  // namespace

void SetLogLevel(LogLevel new_level) { level = new_level; }

void Log(std::string_view event, const nlohmann::json& fields) {
  const LogLevel now = level;
  if (now == LogLevel::kSilent || (now == LogLevel::kProblems && !IsProblem(event, fields))) return;
  nlohmann::json line = {{"t", FormatUtc(WallClockMs())}, {"event", event}};
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // One call: lines of two threads do not mix.
}

}  // namespace ezpt::server
