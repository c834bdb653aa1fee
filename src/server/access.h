#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"
#include "server/owner.h"

/// Which requests are let in at all. A page of another site, or a foreign name
/// that was pointed at this address (DNS rebinding), must reach nothing.
namespace ezpt::server {

/// The hosts that the server answers to. "name" matches any port, "name:port"
/// only that one; names compare without case. Immutable after set-up.
class HostList {
 public:
  explicit HostList(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  [[nodiscard]] bool Allows(std::string_view host_header) const;

 private:
  std::vector<std::string> allowed_;
};

/// The hosts for a server that listens on `address`:`port`, and `more` by flag:
/// the address itself, and for a loopback address its three spellings.
[[nodiscard]] HostList HostsFor(std::string_view address, int port, std::vector<std::string> more);

/// True if `origin` ("http://host:port") names the host of the Host header.
[[nodiscard]] bool IsSameOrigin(std::string_view origin, std::string_view host_header);

/// True if the request comes from a page of this server: by Origin, or where a
/// browser sends none, by Referer. Neither: false.
[[nodiscard]] bool ComesFromOwnPage(const Request& request);

/// True if a page of this server's own needs what is asked for, or a person typed
/// its address: for what costs too much to be drawn for another site's page. By
/// Sec-Fetch-Site; where a browser sends none, by Origin, Referer or the owner's
/// cookie, none of which another site's page can bring (SameSite=Lax).
/// REQUIRES: the request's owner is set.
[[nodiscard]] bool IsForOwnPage(const Request& request);

/// Security headers on every answer. Pages allow no inline script and no frame;
/// who came by https once comes by nothing else.
void AddSecurityHeaders(Response& response, Transport transport);

}  // namespace ezpt::server
