#pragma once

#include <string>

#include "server/person.h"

namespace ezpt::server {

/// What a handler knows beside the request: who asks, and how to speak to them. The application makes it of the cookie
/// and the connection, and of nothing else: whatever a request says of owners in its path, query or body, it is never
/// who asks.
struct Context {
  Person person;       ///< Empty where the route's rule is Access::kAnybody.
  bool is_new = true;  ///< They brought no cookie of this server's, and so have nothing here.
  std::string language = "en";
};

}  // namespace ezpt::server
