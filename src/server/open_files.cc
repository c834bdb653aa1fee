#include "server/open_files.h"

#include <fmt/format.h>
#include <sys/resource.h>

namespace ezpt::server {

Status AllowOpenFiles(int needed) {
  const auto wanted = static_cast<rlim_t>(needed);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return {};
  if (limit.rlim_max >= wanted) {
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  }
  return Error{
      ErrorCode::kUnavailable,
      fmt::format("serve: {} open files are needed, and this process may have {}: allow more (ulimit -n {}), or "
                  "choose fewer with --max-sessions",
                  needed, limit.rlim_max, needed)};
}

}  // namespace ezpt::server
