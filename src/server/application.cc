#include "server/application.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

#include "server/error_page_view.h"
#include "server/log.h"
#include "server/page_frame.h"
#include "server/static_files.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kWrongHost =
    "This server does not answer under that name: open it by its own address, or start it with --allow-host.";

constexpr std::string_view kNothingHere = "There is nothing at this address.";

constexpr std::string_view kNoCookie = "Cookies are needed: allow them for this site and reload the page.";

bool WantsJson(const Request& request) {
  return request.path.starts_with("/api/") || request.path.ends_with(".json") ||
         request.Header("accept").find("application/json") != std::string_view::npos;
}

bool IsSafe(Method method) { return method == Method::kGet || method == Method::kHead; }

bool IsPage(const Response& response) {
  return response.status == 200 && response.Header("Content-Type").starts_with("text/html");
}

/// What the route's rule lets its handler know of who asks.
Context ContextFor(const Router::Route& route, const Visitor& visitor, const std::string& address) {
  if (route.access == Access::kAnybody) return {};
  return {.person = {visitor.owner, address}, .is_new = visitor.is_new};
}

/// `page` for `error`, with Allow, Retry-After and whatever else the error carries.
Response InPlaceOf(const Response& error, Response page) {
  for (const auto& [name, value] : error.headers) {
    if (page.Header(name).empty()) page.Set(name, value);
  }
  return page;
}

Response MethodNotAllowed(std::string methods) {
  Response response = ErrorReply(405, "That address cannot be used in this way.");
  response.Set("Allow", std::move(methods));
  return response;
}

}  // namespace

Application::Application(ApplicationOptions options, Router router, Templates templates)
    : hosts_(std::move(options.hosts)),
      transport_(options.transport),
      cookies_({std::move(options.secret), options.transport, std::move(options.owner_is_known)}),
      give_cookies_(options.cookies),
      router_(std::move(router)),
      templates_(std::move(templates)) {}

Response Application::Handle(Request request, const std::string& address) const {
  const auto started = std::chrono::steady_clock::now();
  std::string_view pattern = "none";  // Of the route: the path itself may name a session.
  Response response = Answer(request, address, pattern);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  Log("request", {{"method", MethodName(request.method)},
                  {"route", pattern},
                  {"status", response.status},
                  {"ms", std::round(took.count() * 10) / 10}});
  return response;
}

Response Application::Answer(Request& request, const std::string& address, std::string_view& pattern) const {
  try {
    return Finish(request, Dispatch(request, address, pattern));
  } catch (const std::exception& exception) {
    return Finish(request, ErrorReply(Error{ErrorCode::kInternal, exception.what()}));
  }
}

Response Application::Dispatch(Request& request, const std::string& address, std::string_view& pattern) const {
  request.transport = transport_;
  if (!hosts_.Allows(request.Header("host"), transport_)) return ErrorReply(403, std::string(kWrongHost));
  Router::Match match = router_.Find(request.method, request.path);
  if (match.route == nullptr) {
    return match.allowed.empty() ? ErrorReply(404, std::string(kNothingHere))
                                 : MethodNotAllowed(std::move(match.allowed));
  }
  const Router::Route& route = *match.route;
  pattern = route.pattern;
  if (route.kind == Router::Kind::kWebSocket) return ErrorReply(400, "Only a WebSocket is answered here.");
  const auto visitor = Admit(request, route);
  if (!visitor.ok()) return ErrorReply(visitor.error());
  request.params = std::move(match.params);
  Response response = route.handler(ContextFor(route, *visitor, address), request);
  if (give_cookies_ == Cookies::kNone || !IsPage(response)) return response;
  for (const std::string& cookie : {visitor->set_cookie, visitor->expire_cookie}) {
    if (!cookie.empty()) response.headers.emplace_back("Set-Cookie", cookie);
  }
  return response;
}

/// Who asks, if this route is for them: the one place where rules are held to, for requests and upgrades alike.
Result<Visitor> Application::Admit(const Request& request, const Router::Route& route) const {
  const bool is_upgrade = route.kind == Router::Kind::kWebSocket;
  // Over a WebSocket everything can be changed, and a browser lets any site open one: it has only its Origin to go by.
  if (is_upgrade && !IsSameOrigin(request.Header("origin"), request.Header("host"), transport_)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may open a live session."};
  }
  if (!IsSafe(route.method) && !ComesFromOwnPage(request)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may change anything here."};
  }
  Visitor visitor = cookies_.Recognise(request.Header("cookie"), WallClockMs());
  switch (route.access) {
    case Access::kAnybody:
      return visitor;
    case Access::kOwnOrNothing:
      if (visitor.is_new && (is_upgrade || !IsSafe(route.method))) break;  // Who has nothing has nothing to change.
      return visitor;
    case Access::kOwner:
      if (visitor.is_new) break;
      return visitor;
  }
  return Error{ErrorCode::kForbidden, std::string(kNoCookie)};
}

bool Application::IsWebSocket(std::string_view path) const {
  const Router::Match match = router_.Find(Method::kGet, path);
  return match.route != nullptr && match.route->kind == Router::Kind::kWebSocket;
}

Result<Person> Application::AdmitUpgrade(const Request& request, const std::string& address) const {
  if (!hosts_.Allows(request.Header("host"), transport_)) {
    return Error{ErrorCode::kForbidden, std::string(kWrongHost)};
  }
  const Router::Match match = router_.Find(Method::kGet, request.path);
  if (match.route == nullptr || match.route->kind != Router::Kind::kWebSocket) {
    return Error{ErrorCode::kNotFound, std::string(kNothingHere)};
  }
  EZPT_TRY(const Visitor visitor, Admit(request, *match.route));
  return ContextFor(*match.route, visitor, address).person;
}

Response Application::Finish(const Request& request, Response response) const {
  if (response.status >= 400) response = Dress(request, response);
  response = ApplyConditions(request, compressor_->Apply(request, std::move(response)));
  if (response.Header("Cache-Control").empty()) response.Set("Cache-Control", "no-store");
  AddSecurityHeaders(response, transport_);  // Last: a refused range is another answer.
  return response;
}

Response Application::Dress(const Request& request, const Response& error) const {
  if (!error.Header("Content-Type").starts_with("text/plain")) return error;
  if (WantsJson(request)) {
    const nlohmann::json json = {{"error", *error.body}};
    return InPlaceOf(error,
                     JsonReply(error.status, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
  }
  const std::string heading(StatusText(error.status));
  auto page = RenderPage(templates_, Context().language, heading,
                         ErrorPageView{.status = error.status, .heading = heading, .text = *error.body});
  if (!page.ok()) return error;
  page->status = error.status;
  return InPlaceOf(error, *std::move(page));
}

}  // namespace ezpt::server
