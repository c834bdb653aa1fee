#pragma once

#include <string>
#include <string_view>

#include "server/http.h"

namespace ezpt::server {

/// The cookie by which somebody is signed in: a random token that pages cannot read, and that ends with the browser or
/// when the server says so; no name or role is in it. `__Host-ezpt_sign_in` over https, `ezpt_sign_in` over http.

/// The token of a Cookie header, or empty. Over https only the name that nobody on the way can set is taken.
[[nodiscard]] std::string_view SignInToken(std::string_view cookie_header, Transport transport);

/// Set-Cookie. @param max_age_s 0: it ends with the browser.
[[nodiscard]] std::string SetSignInCookie(std::string_view token, Transport transport, int64_t max_age_s);
[[nodiscard]] std::string ExpireSignInCookie(Transport transport);

}  // namespace ezpt::server
