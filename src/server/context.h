#pragma once

#include <optional>
#include <string>

#include "clinic/sign_ins.h"
#include "server/person.h"

namespace ezpt::server {

/// What a handler knows beside the request: who asks, and how to speak to them. The application makes it of the cookie
/// and the connection, and of nothing else: whatever a request says of owners in its path, query or body, it is never
/// who asks.
struct Context {
  Person person;       ///< Empty where the route's rule is Access::kAnybody.
  bool is_new = true;  ///< They brought no cookie of this server's, and so have nothing here.
  /// Who is signed in; a route of NeedsSignIn has it, in a role that the route is for.
  std::optional<clinic::SignedIn> signed_in = std::nullopt;
  std::string language = "en";  ///< Of what they read (language.h).
  std::string here = {};        ///< The path that they look at; empty where nothing is only looked at.
  std::string said = {};        ///< What was just done (said.h).

  /// REQUIRES: the route's rule is of NeedsSignIn.
  [[nodiscard]] const clinic::Scope& scope() const { return signed_in->scope; }
};

}  // namespace ezpt::server
