#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/authority.h"
#include "server/context.h"
#include "server/http.h"
#include "server/own_names.h"
#include "server/owner.h"

/// Which requests are let in at all. A page of another site, or a foreign name
/// that was pointed at this address (DNS rebinding), must reach nothing.
namespace ezpt::server {

/// The hosts that the server answers to. Immutable after set-up; thread-safe.
class HostList {
 public:
  /// @param allowed "name" matches any port, "name:port" only that one.
  /// @param own asked for this machine's names and addresses, which match on `port`; null: they are not let in.
  HostList(std::vector<Authority> allowed, std::shared_ptr<OwnNamesKeeper> own = nullptr, int port = 0)
      : allowed_(std::move(allowed)), own_(std::move(own)), port_(port) {}

  /// Whether a Host field names this server. A name's trailing dot says nothing more; a port left out is the scheme's.
  [[nodiscard]] bool Allows(std::string_view host_header, Transport transport) const;

 private:
  [[nodiscard]] bool IsOwn(const std::string& host) const;

  std::vector<Authority> allowed_;
  std::shared_ptr<OwnNamesKeeper> own_;
  int port_;
};

/// The hosts for a server that listens on `address`:`port`, and `more` by flag:
/// the address itself; for a loopback address its three spellings; where it
/// listens on all of them, this machine's own names and addresses of the moment.
/// None of these can be a foreign page's: a browser sends as Host the name in its
/// address bar, and who would point a name of their own here does not own these.
/// Text of `more` that names no host is left out.
[[nodiscard]] HostList HostsFor(std::string_view address, int port, const std::vector<std::string>& more,
                                std::shared_ptr<OwnNamesKeeper> own = std::make_shared<OwnNamesKeeper>());

/// True for 0.0.0.0 and ::, which stand for every address of the machine.
[[nodiscard]] bool IsEveryAddress(std::string_view address);
[[nodiscard]] bool IsLoopback(std::string_view address);

/// True if `origin` ("http://host:port", or a URL) names the host of the Host
/// header, which came over `transport`. Over https only an https origin does;
/// over http the origin's scheme is believed: there may be a proxy that speaks
/// https and was not announced.
[[nodiscard]] bool IsSameOrigin(std::string_view origin, std::string_view host_header, Transport transport);

/// True if the request comes from a page of this server: by Origin, or where a
/// browser sends none, by Referer. Neither: false.
[[nodiscard]] bool ComesFromOwnPage(const Request& request);

/// True if a page of this server's own needs what is asked for, or a person typed
/// its address: for what costs too much to be drawn for another site's page. By
/// Sec-Fetch-Site; where a browser sends none, by Origin, Referer or the owner's
/// cookie, none of which another site's page can bring (SameSite=Lax).
[[nodiscard]] bool IsForOwnPage(const Context& context, const Request& request);

/// Security headers on every answer. Pages allow no inline script and no frame, and only what their capabilities say
/// of the device; who came by https once comes by nothing else.
void AddSecurityHeaders(Response& response, Transport transport);

}  // namespace ezpt::server
