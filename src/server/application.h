#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/access.h"
#include "server/compression.h"
#include "server/http.h"
#include "server/owner.h"
#include "server/router.h"
#include "server/templates.h"

namespace ezpt::server {

enum class Cookies { kGiven, kNone };

struct ApplicationOptions {
  HostList hosts;
  Transport transport = Transport::kHttp;
  /// OwnerCookies::Options: who is given a cookie, and known by it.
  std::string secret = {};
  std::function<Result<bool>(const std::string& owner)> owner_is_known = nullptr;
  /// kNone: pages give no cookie, and so nobody may change anything.
  Cookies cookies = Cookies::kGiven;
};

/// Everything between a socket and a handler: who may ask, whose cookie it is,
/// which handler, what an error looks like, compression, conditions, ranges,
/// security headers. Thread-safe if the handlers are.
class Application {
 public:
  /// `templates` may lack pages; errors are then plain text.
  /// REQUIRES: InitRandom was called.
  Application(ApplicationOptions options, Router router, Templates templates);

  /// Never throws; a handler that does is answered with 500 and logged.
  [[nodiscard]] Response Handle(Request request) const;

  /// For the WebSocket: the owner's hash, or why the upgrade is refused (403).
  [[nodiscard]] Result<std::string> AdmitUpgrade(const Request& request) const;

 private:
  [[nodiscard]] Response Answer(Request& request, std::string_view& pattern) const;
  [[nodiscard]] Response Route(Request& request, std::string_view& pattern) const;
  [[nodiscard]] Response Finish(const Request& request, Response response) const;
  [[nodiscard]] Response Dress(const Request& request, const Response& error) const;

  HostList hosts_;
  Transport transport_;
  OwnerCookies cookies_;
  Cookies give_cookies_;
  Router router_;
  Templates templates_;
  std::unique_ptr<Compressor> compressor_ = std::make_unique<Compressor>();
};

}  // namespace ezpt::server
