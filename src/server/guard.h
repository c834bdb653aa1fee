#pragma once

#include <exception>
#include <string_view>
#include <utility>

namespace ezpt::server {

/// Logs the exception that is being handled as `event`. REQUIRES: called in a
/// handler. Never throws: where not even the log has memory, nothing is logged.
void LogCaught(std::string_view event) noexcept;
/// The same for one that was carried here from another thread or coroutine; null: nothing.
void LogCaught(std::string_view event, const std::exception_ptr& thrown) noexcept;

/// Runs `work` at the boundary of a thread: what it throws is logged as `event`
/// and ends that piece of work, never the process. False if it threw.
template <typename Work>
bool Guarded(std::string_view event, Work&& work) noexcept {
  try {
    std::forward<Work>(work)();
    return true;
  } catch (...) {
    LogCaught(event);
    return false;
  }
}

}  // namespace ezpt::server
