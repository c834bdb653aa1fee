#include "server/application.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

#include "server/error_page_view.h"
#include "server/language.h"
#include "server/log.h"
#include "server/page_frame.h"
#include "server/said.h"
#include "server/say.h"
#include "server/sign_in_cookie.h"
#include "server/static_files.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kWrongHost =
    "This server does not answer under that name: open it by its own address, or start it with --allow-host.";

constexpr std::string_view kNothingHere = "There is nothing at this address.";

constexpr std::string_view kSignInFirst = "You are not signed in any more: sign in, then do it again.";

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
Context ContextFor(const Router::Route& route, const Admitted& admitted, const std::string& address,
                   const Request& request) {
  const std::string language = LanguageFor(request);
  if (route.access == Access::kAnybody) return {.person = {}, .language = language};
  Person person{.owner = admitted.visitor.owner, .address = address};
  person.language = language;
  if (admitted.signed_in) {
    person.sign_in = admitted.signed_in->sign_in;
    if (admitted.signed_in->scope.role == clinic::Role::kPatient) person.clinic = admitted.signed_in->scope.clinic;
  }
  return {.person = std::move(person),
          .is_new = admitted.visitor.is_new,
          .signed_in = admitted.signed_in,
          .language = language};
}

/// Until there is the second factor that their clinic asks for, nothing else is for them.
bool MustSetUp(const clinic::SignedIn& who, const Router::Route& route) {
  const int64_t due = who.second_factor_due_ms;
  return route.access != Access::kSignedIn && due > 0 && due <= WallClockMs();
}

bool IsUpgrade(const Router::Route& route) { return route.kind == Router::Kind::kWebSocket; }

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
      holder_of_(std::move(options.holder_of)),
      on_lapsed_(std::move(options.on_lapsed)),
      on_refused_(std::move(options.on_refused)),
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
  const auto admitted = Admit(request, route);
  if (!admitted.ok()) return ErrorReply(admitted.error());
  if (NeedsSignIn(route.access)) {
    if (!admitted->signed_in) return ToSignIn(request, route, *admitted, address);
    if (!IsFor(route.access, admitted->signed_in->scope.role)) {
      if (on_refused_) on_refused_(*admitted->signed_in, pattern);
      return ErrorReply(404, std::string(kNothingHere));
    }
    if (MustSetUp(*admitted->signed_in, route)) return SeeOtherAndSay("/me/security", "second-factor-due");
  }
  request.params = std::move(match.params);
  Context context = ContextFor(route, *admitted, address, request);
  context.said = request.Query("said");
  if (IsSafe(request.method)) context.here = request.path;
  Response response = route.handler(context, request);
  if (give_cookies_ == Cookies::kNone || !IsPage(response)) return response;
  for (const std::string& cookie : {admitted->visitor.set_cookie, admitted->visitor.expire_cookie}) {
    if (!cookie.empty()) response.headers.emplace_back("Set-Cookie", cookie);
  }
  return response;
}

/// Where a stranger's page leads to, and back from; what was a form is not lost.
Response Application::ToSignIn(const Request& request, const Router::Route& route, const Admitted& admitted,
                               const std::string& address) const {
  if (IsSafe(route.method)) return SeeOther("/sign-in?to=" + request.path);
  if (on_lapsed_) {
    if (auto page = on_lapsed_(ContextFor(route, admitted, address, request), request)) return *std::move(page);
  }
  return ErrorReply(403, std::string(kSignInFirst));
}

/// Who asks, if this route is for them: the one place where rules are held to, for requests and upgrades alike.
Result<Admitted> Application::Admit(const Request& request, const Router::Route& route) const {
  // Over a WebSocket everything can be changed, and a browser lets any site open one: it has only its Origin to go by.
  if (IsUpgrade(route) && !IsSameOrigin(request.Header("origin"), request.Header("host"), transport_)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may open a live session."};
  }
  if (!IsSafe(route.method) && !ComesFromOwnPage(request)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may change anything here."};
  }
  EZPT_TRY(Admitted admitted, Recognise(request, route));
  const bool changes = IsUpgrade(route) || !IsSafe(route.method);
  // Who has nothing has nothing to change.
  const bool needs_cookie = route.access == Access::kOwner || (route.access == Access::kOwnOrNothing && changes);
  if (needs_cookie && admitted.visitor.is_new) return Error{ErrorCode::kForbidden, std::string(kNoCookie)};
  return admitted;
}

Result<Admitted> Application::Recognise(const Request& request, const Router::Route& route) const {
  Admitted admitted{.visitor = cookies_.Recognise(request.Header("cookie"), WallClockMs())};
  if (holder_of_ == nullptr || route.access == Access::kAnybody) return admitted;
  const std::string token(SignInToken(request.Header("cookie"), transport_));
  if (token.empty()) return admitted;
  EZPT_TRY(admitted.signed_in, holder_of_(token));
  if (!admitted.signed_in) return admitted;
  // From here on they are their account, whatever this device did before.
  admitted.visitor.owner = admitted.signed_in->owner;
  admitted.visitor.is_new = false;
  return admitted;
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
  EZPT_TRY(const Admitted admitted, Admit(request, *match.route));
  const bool fits =
      !NeedsSignIn(match.route->access) || (admitted.signed_in && !MustSetUp(*admitted.signed_in, *match.route) &&
                                            IsFor(match.route->access, admitted.signed_in->scope.role));
  if (!fits) return Error{ErrorCode::kNotFound, std::string(kNothingHere)};
  return ContextFor(*match.route, admitted, address, request).person;
}

Response Application::Finish(const Request& request, Response response) const {
  if (response.status >= 400) response = Dress(request, response);
  response = ApplyConditions(request, compressor_->Apply(request, std::move(response)));
  if (response.Header("Cache-Control").empty()) response.Set("Cache-Control", "no-store");
  // Whoever keeps it all the same does not give it to who reads another language.
  if (!response.Header("Content-Language").empty()) response.headers.emplace_back("Vary", "Accept-Language, Cookie");
  AddSecurityHeaders(response, transport_);  // Last: a refused range is another answer.
  return response;
}

Response Application::Dress(const Request& request, const Response& error) const {
  if (!error.Header("Content-Type").starts_with("text/plain")) return error;
  const Context context{.person = {}, .language = LanguageFor(request)};
  const std::string text = InLanguage(*error.body, context.language);
  if (WantsJson(request)) {
    const nlohmann::json json = {{"error", text}};
    Response answer = JsonReply(error.status, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    answer.Set("Content-Language", context.language);
    return InPlaceOf(error, std::move(answer));
  }
  const std::string heading = InLanguage(StatusText(error.status), context.language);
  auto page =
      RenderPage(templates_, context, heading, ErrorPageView{.status = error.status, .heading = heading, .text = text});
  if (!page.ok()) return error;
  page->status = error.status;
  return InPlaceOf(error, *std::move(page));
}

}  // namespace ezpt::server
