#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
  /// Who holds the token of a sign-in; null: nobody can sign in here.
  std::function<Result<std::optional<clinic::SignedIn>>(const std::string& token)> holder_of = nullptr;
  /// The answer to a form of somebody who is not signed in any more, so that what they typed is not lost; nothing: it
  /// is refused. Null: it always is.
  std::function<std::optional<Response>(const Context& context, const Request& request)> on_lapsed = nullptr;
  /// Told where somebody who is signed in was refused, with the route's pattern. Null: nobody is.
  std::function<void(const clinic::SignedIn& who, std::string_view pattern)> on_refused = nullptr;
};

/// Who asks: by the cookie of their sign-in, else by their device's.
struct Admitted {
  Visitor visitor;
  std::optional<clinic::SignedIn> signed_in = std::nullopt;
};

/// Everything between a socket and a handler: which route, whose cookie it is,
/// whether the route's rule lets them in, what an error looks like, compression,
/// conditions, ranges, security headers. Thread-safe if the handlers are.
class Application {
 public:
  /// `templates` may lack pages; errors are then plain text.
  /// REQUIRES: InitRandom was called.
  Application(ApplicationOptions options, Router router, Templates templates);

  /// Never throws; a handler that does is answered with 500 and logged.
  /// @param address where the request comes from (Person::address); empty: it is not known.
  [[nodiscard]] Response Handle(Request request, const std::string& address = "") const;

  /// Whether that path is upgraded to a WebSocket, for whoever is let in.
  [[nodiscard]] bool IsWebSocket(std::string_view path) const;
  /// Who opens the WebSocket of that path. Errors: kForbidden, and kNotFound where there is none.
  [[nodiscard]] Result<Person> AdmitUpgrade(const Request& request, const std::string& address = "") const;

 private:
  [[nodiscard]] Response Answer(Request& request, const std::string& address, std::string_view& pattern) const;
  [[nodiscard]] Response Dispatch(Request& request, const std::string& address, std::string_view& pattern) const;
  [[nodiscard]] Response ToSignIn(const Request& request, const Router::Route& route, const Admitted& admitted,
                                  const std::string& address) const;
  [[nodiscard]] Result<Admitted> Admit(const Request& request, const Router::Route& route) const;
  [[nodiscard]] Result<Admitted> Recognise(const Request& request, const Router::Route& route) const;
  [[nodiscard]] Response Finish(const Request& request, Response response) const;
  [[nodiscard]] Response Dress(const Request& request, const Response& error) const;

  HostList hosts_;
  Transport transport_;
  OwnerCookies cookies_;
  Cookies give_cookies_;
  decltype(ApplicationOptions::holder_of) holder_of_;
  decltype(ApplicationOptions::on_lapsed) on_lapsed_;
  decltype(ApplicationOptions::on_refused) on_refused_;
  Router router_;
  Templates templates_;
  std::unique_ptr<Compressor> compressor_ = std::make_unique<Compressor>();
};

}  // namespace ezpt::server
