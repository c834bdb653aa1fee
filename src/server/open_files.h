#pragma once

#include "base/result.h"

namespace ezpt::server {

/// Lets this process open `needed` files and sockets at a time, where it may not yet.
/// Errors: kUnavailable, when the system allows no more; names the figures and the remedy.
[[nodiscard]] Status AllowOpenFiles(int needed);

}  // namespace ezpt::server
