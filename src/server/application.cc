#include "server/application.h"

#include <chrono>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

#include "server/log.h"
#include "server/static_files.h"

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

std::string_view MethodName(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kDelete:
      return "DELETE";
    case Method::kOther:
      return "other";
  }
  return "";
}

bool IsPage(const Response& response) {
  return response.status == 200 && response.Header("Content-Type").starts_with("text/html");
}

}  // namespace

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
    Log("handler_failed", {{"what", exception.what()}});
    return Finish(request,
                  ErrorReply(500, "Something went wrong here. Try again; if it stays, tell who runs the server."));
  }
}

Response Application::Route(Request& request, std::string_view& pattern) const {
  if (!options_.hosts.Allows(request.Header("host"))) return ErrorReply(403, std::string(kWrongHost));
  if (!IsSafe(request.method) && !ComesFromOwnPage(request)) {
    return ErrorReply(403, "Only this server's own pages may change anything here.");
  }
  Router::Match match = router_.Find(request.method, request.path);
  if (match.handler == nullptr) {
    return match.path_exists ? ErrorReply(405, "That address cannot be used in this way.")
                             : ErrorReply(404, "There is nothing at this address.");
  }
  pattern = *match.pattern;
  request.params = std::move(match.params);
  const auto owner = OwnerOf(request.Header("cookie"));
  if (owner) {
    request.owner = *owner;
    return (*match.handler)(request);
  }
  // What a stranger stores nobody could ever find again.
  if (!IsSafe(request.method)) return ErrorReply(403, std::string(kNoCookie));
  const std::string token = RandomToken();
  request.owner = HashToken(token);
  Response response = (*match.handler)(request);
  if (IsPage(response)) response.Set("Set-Cookie", OwnerCookie(token, options_.transport));
  return response;
}

Response Application::Finish(const Request& request, Response response) const {
  if (response.status >= 400) response = Dress(request, response);
  response = ApplyConditions(request, compressor_->Apply(request, std::move(response)));
  if (response.Header("Cache-Control").empty()) response.Set("Cache-Control", "no-store");
  AddSecurityHeaders(response);  // Last: a refused range is another answer.
  return response;
}

Response Application::Dress(const Request& request, const Response& error) const {
  if (!error.Header("Content-Type").starts_with("text/plain")) return error;
  if (WantsJson(request)) return JsonReply(error.status, nlohmann::json({{"error", *error.body}}).dump());
  const std::string heading(StatusText(error.status));
  auto page = templates_.Render("error", {{"lang", "en"},
                                          {"page", "error"},
                                          {"is_error", true},
                                          {"title", heading},
                                          {"version", EZPT_VERSION},
                                          {"status", error.status},
                                          {"heading", heading},
                                          {"text", *error.body}});
  return page.ok() ? HtmlReply(error.status, *std::move(page)) : error;
}

Result<std::string> Application::AdmitUpgrade(const Request& request) const {
  const std::string_view host = request.Header("host");
  if (!options_.hosts.Allows(host)) return Error{ErrorCode::kForbidden, std::string(kWrongHost)};
  if (!IsSameOrigin(request.Header("origin"), host)) {
    return Error{ErrorCode::kForbidden, "Only this server's own pages may open a live session."};
  }
  auto owner = OwnerOf(request.Header("cookie"));
  if (!owner) return Error{ErrorCode::kForbidden, std::string(kNoCookie)};
  return *std::move(owner);
}

}  // namespace ezpt::server
