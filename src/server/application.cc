#include "server/application.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

#include "server/log.h"
#include "server/static_files.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kWrongHost =
    "This server does not answer under that name: open it by its own address, or start it with --allow-host.";

constexpr std::string_view kNoCookie = "Cookies are needed: allow them for this site and reload the page.";

bool WantsJson(const Request& request) {
  return request.path.starts_with("/api/") || request.path.ends_with(".json") ||
         request.Header("accept").find("application/json") != std::string_view::npos;
}

bool IsSafe(Method method) { return method == Method::kGet || method == Method::kHead; }

bool IsPage(const Response& response) {
  return response.status == 200 && response.Header("Content-Type").starts_with("text/html");
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

Response Application::Handle(Request request) const {
  const auto started = std::chrono::steady_clock::now();
  std::string_view pattern = "none";  // Of the route: the path itself may name a session.
  Response response = Answer(request, pattern);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  Log("request", {{"method", MethodName(request.method)},
                  {"route", pattern},
                  {"status", response.status},
                  {"ms", std::round(took.count() * 10) / 10}});
  return response;
}

Response Application::Answer(Request& request, std::string_view& pattern) const {
  try {
    return Finish(request, Route(request, pattern));
  } catch (const std::exception& exception) {
    return Finish(request, ErrorReply(Error{ErrorCode::kInternal, exception.what()}));
  }
}

Response Application::Route(Request& request, std::string_view& pattern) const {
  request.transport = transport_;
  if (!hosts_.Allows(request.Header("host"), transport_)) return ErrorReply(403, std::string(kWrongHost));
  Router::Match match = router_.Find(request.method, request.path);
  if (match.handler == nullptr) {
    return match.allowed.empty() ? ErrorReply(404, "There is nothing at this address.")
                                 : MethodNotAllowed(std::move(match.allowed));
  }
  if (!IsSafe(request.method) && !ComesFromOwnPage(request)) {
    return ErrorReply(403, "Only this server's own pages may change anything here.");
  }
  pattern = *match.pattern;
  request.params = std::move(match.params);
  const Visitor visitor = cookies_.Recognise(request.Header("cookie"), WallClockMs());
  // What a stranger stores nobody could ever find again.
  if (visitor.is_new && !IsSafe(request.method)) return ErrorReply(403, std::string(kNoCookie));
  request.owner = visitor.owner;
  request.owner_is_new = visitor.is_new;
  Response response = (*match.handler)(request);
  if (give_cookies_ == Cookies::kNone || !IsPage(response)) return response;
  for (const std::string& cookie : {visitor.set_cookie, visitor.expire_cookie}) {
    if (!cookie.empty()) response.headers.emplace_back("Set-Cookie", cookie);
  }
  return response;
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
  auto page = templates_.Render("error", {{"lang", "en"},
                                          {"page", "error"},
                                          {"is_error", true},
                                          {"title", heading},
                                          {"version", EZPT_VERSION},
                                          {"status", error.status},
                                          {"heading", heading},
                                          {"text", *error.body}});
  return page.ok() ? InPlaceOf(error, HtmlReply(error.status, *std::move(page))) : error;
}

Result<std::string> Application::AdmitUpgrade(const Request& request) const {
  const std::string_view host = request.Header("host");
  if (!hosts_.Allows(host, transport_)) return Error{ErrorCode::kForbidden, std::string(kWrongHost)};
  if (!IsSameOrigin(request.Header("origin"), host, transport_)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may open a live session."};
  }
  Visitor visitor = cookies_.Recognise(request.Header("cookie"), WallClockMs());
  if (visitor.is_new) return Error{ErrorCode::kForbidden, std::string(kNoCookie)};
  return std::move(visitor.owner);
}

}  // namespace ezpt::server
