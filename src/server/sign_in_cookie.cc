#include "server/sign_in_cookie.h"

#include <fmt/format.h>

namespace ezpt::server {
namespace {

std::string_view NameFor(Transport transport) {
  return transport == Transport::kHttps ? "__Host-ezpt_sign_in" : "ezpt_sign_in";
}

std::string_view Attributes(Transport transport) {
  return transport == Transport::kHttps ? "; Path=/; HttpOnly; SameSite=Lax; Secure"
                                        : "; Path=/; HttpOnly; SameSite=Lax";
}

}  // namespace

std::string_view SignInToken(std::string_view cookie_header, Transport transport) {
  return CookieValue(cookie_header, NameFor(transport));
}

std::string SetSignInCookie(std::string_view token, Transport transport, int64_t max_age_s) {
  const std::string age = max_age_s > 0 ? fmt::format("; Max-Age={}", max_age_s) : "";
  return fmt::format("{}={}{}{}", NameFor(transport), token, Attributes(transport), age);
}

std::string ExpireSignInCookie(Transport transport) {
  return fmt::format("{}={}; Max-Age=0", NameFor(transport), Attributes(transport));
}

}  // namespace ezpt::server
