#include "server/access.h"

#include <algorithm>

namespace ezpt::server {
namespace {

std::string_view WithoutTrailingDot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

std::string InBrackets(std::string_view address) {
  const bool six = address.find(':') != std::string_view::npos;
  return six ? "[" + std::string(address) + "]" : std::string(address);
}

bool Contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string PermissionsPolicy(const Capabilities& may) {
  const auto allow = [](bool allowed) { return allowed ? "=(self)" : "=()"; };
  return std::string("camera") + allow(may.camera) + ", microphone" + allow(may.microphone) +
         ", geolocation=(), display-capture=(), screen-wake-lock=(self)";
}

}  // namespace

bool HostList::IsOwn(const std::string& host) const {
  const OwnNames own = own_->Now();
  if (Contains(own.names, WithoutTrailingDot(host))) return true;
  return std::any_of(own.addresses.begin(), own.addresses.end(),
                     [&](const std::string& address) { return InBrackets(address) == host; });
}

bool HostList::Allows(std::string_view header, Transport transport) const {
  const auto host = ParseAuthority(header);
  if (!host) return false;
  const uint16_t port = host->PortFor(transport);
  for (const Authority& allowed : allowed_) {
    const bool port_fits = !allowed.port || *allowed.port == port;
    if (port_fits && WithoutTrailingDot(host->host) == WithoutTrailingDot(allowed.host)) return true;
  }
  return own_ != nullptr && port == port_ && IsOwn(host->host);
}

bool IsEveryAddress(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool IsLoopback(std::string_view address) { return ScopeOf(std::string(address)) == AddressScope::kLoopback; }

HostList HostsFor(std::string_view address, int port, const std::vector<std::string>& more,
                  std::shared_ptr<OwnNamesKeeper> own) {
  std::vector<Authority> allowed;
  const auto add = [&](std::string_view text) {
    if (auto authority = ParseAuthority(text)) allowed.push_back(*std::move(authority));
  };
  for (const std::string& host : more) add(host);
  std::vector<std::string> names{InBrackets(address)};
  if (IsLoopback(address)) names = {InBrackets(address), "127.0.0.1", "localhost", "[::1]"};
  for (const std::string& name : names) add(name + ":" + std::to_string(port));
  if (!IsEveryAddress(address)) own = nullptr;
  return HostList(std::move(allowed), std::move(own), port);
}

bool IsSameOrigin(std::string_view origin, std::string_view header, Transport transport) {
  const auto site = ParseOrigin(origin);
  const auto host = ParseAuthority(header);
  if (!site || !host) return false;
  if (transport == Transport::kHttps && site->transport != Transport::kHttps) return false;
  return site->authority.host == host->host &&
         site->authority.PortFor(site->transport) == host->PortFor(site->transport);
}

bool ComesFromOwnPage(const Request& request) {
  const std::string_view origin = request.Header("origin");
  const std::string_view from = origin.empty() ? request.Header("referer") : origin;
  return IsSameOrigin(from, request.Header("host"), request.transport);
}

bool IsForOwnPage(const Context& context, const Request& request) {
  const std::string_view site = request.Header("sec-fetch-site");
  // "same-site" is another port or a neighbouring subdomain: somebody else.
  if (!site.empty()) return site == "same-origin" || site == "none";
  return ComesFromOwnPage(request) || !context.is_new;
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
  response.Set("Permissions-Policy", PermissionsPolicy(response.capabilities));
  response.Set("X-Content-Type-Options", "nosniff");
  response.Set("Referrer-Policy", "same-origin");
  response.Set("X-Frame-Options", "DENY");
  response.Set("Cross-Origin-Opener-Policy", "same-origin");
  response.Set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace ezpt::server
