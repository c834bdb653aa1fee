#include "server/access.h"

#include <fmt/format.h>

namespace ezpt::server {
namespace {

/// "name:port" → "name", with IPv6 in brackets.
std::string_view WithoutPort(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos) return host;
  if (host.front() == '[' && host.back() == ']') return host;
  return host.substr(0, colon);
}

/// The authority of "scheme://authority/…" for http and https, else empty.
std::string_view Authority(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    return url.substr(0, url.find('/'));
  }
  return {};
}

}  // namespace

bool HostList::Allows(std::string_view host) const {
  if (host.empty()) return false;
  for (const std::string& allowed : allowed_) {
    const bool any_port = WithoutPort(allowed) == allowed;
    if (EqualsIgnoringCase(any_port ? WithoutPort(host) : host, allowed)) return true;
  }
  return false;
}

HostList HostsFor(std::string_view address, int port, std::vector<std::string> more) {
  const bool loopback = address == "127.0.0.1" || address == "::1" || address == "localhost";
  std::vector<std::string> names;
  if (loopback) {
    names = {"127.0.0.1", "localhost", "[::1]"};
  } else {
    names = {address.find(':') == std::string_view::npos ? std::string(address) : fmt::format("[{}]", address)};
  }
  for (const std::string& name : names) {
    more.push_back(fmt::format("{}:{}", name, port));
    if (port == 80) more.push_back(name);
  }
  return HostList(std::move(more));
}

bool IsSameOrigin(std::string_view origin, std::string_view host) {
  const std::string_view authority = Authority(origin);
  return !authority.empty() && EqualsIgnoringCase(authority, host);
}

bool ComesFromOwnPage(const Request& request) {
  const std::string_view origin = request.Header("origin");
  if (!origin.empty()) return IsSameOrigin(origin, request.Header("host"));
  return IsSameOrigin(request.Header("referer"), request.Header("host"));
}

bool IsForOwnPage(const Request& request) {
  const std::string_view site = request.Header("sec-fetch-site");
  // "same-site" is another port or a neighbouring subdomain: somebody else.
  if (!site.empty()) return site == "same-origin" || site == "none";
  return ComesFromOwnPage(request) || !request.owner_is_new;
}

void AddSecurityHeaders(Response& response, Transport transport) {
  if (transport == Transport::kHttps) response.Set("Strict-Transport-Security", "max-age=63072000");  // Two years.
  // 'wasm-unsafe-eval' lets the page compile the movement engine and nothing else; blob: is the page's own
  // worker, and the video that the virtual patient's footage plays from.
  response.Set(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
      "media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self' blob:; "
      "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  response.Set("Permissions-Policy",
               "camera=(self), microphone=(), geolocation=(), display-capture=(), screen-wake-lock=(self)");
  response.Set("X-Content-Type-Options", "nosniff");
  response.Set("Referrer-Policy", "same-origin");
  response.Set("X-Frame-Options", "DENY");
  response.Set("Cross-Origin-Opener-Policy", "same-origin");
  response.Set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace ezpt::server
