#include "server/guard.h"

#include "server/log.h"

namespace ezpt::server {

void LogCaught(std::string_view event) noexcept {
  try {
    try {
      throw;
    } catch (const std::exception& exception) {
      Log(event, {{"what", exception.what()}});
    } catch (...) {
      Log(event, {{"what", "not an exception of the standard library"}});
    }
  } catch (...) {  // Out of memory, most likely: the line is lost, what was guarded still ends quietly.
  }
}

void LogCaught(std::string_view event, const std::exception_ptr& thrown) noexcept {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (...) {
    LogCaught(event);
  }
}

}  // namespace ezpt::server
