#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "server/capabilities.h"
#include "server/growing_file.h"

/// Requests and responses as plain values. Handlers see nothing of sockets or
/// of the HTTP library: a handler is a function of context.h's Context and a
/// Request to a Response, tested as one.
namespace ezpt::server {

/// How browsers reach the server.
enum class Transport { kHttp, kHttps };

enum class Method { kGet, kHead, kPost, kPut, kDelete, kOther };

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What was asked for. Who asks it does not say: that is the Context's.
struct Request {
  Method method = Method::kGet;
  std::string path = "/";  ///< Percent-decoded, without the query.
  Fields query;            ///< Percent-decoded, in order.
  Fields headers;          ///< Names in lower case.
  std::string body;

  std::string peer = {};  ///< The connection's other end, a proxy's where one is between; empty: not known.
  Transport transport = Transport::kHttp;  ///< How it came. Set by the application.
  Fields params;                           ///< What the route's `{name}` parts matched. Set by the router.

  /// The first value of that name, or empty.
  [[nodiscard]] std::string_view Header(std::string_view lower_case_name) const;
  [[nodiscard]] std::string_view Query(std::string_view name) const;
  [[nodiscard]] std::string_view Param(std::string_view name) const;
};

struct Response {
  int status = 200;
  Fields headers;
  /// Shared, so that what is kept is sent without a copy. Never null.
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
  /// Instead of `body` where it is set: sent as it grows, in chunks, to the end.
  std::shared_ptr<const GrowingFile> growing;
  /// What the page may ask its browser for; the application makes the header of it.
  Capabilities capabilities;

  void Set(std::string name, std::string value);
  [[nodiscard]] std::string_view Header(std::string_view name) const;  ///< Any case; empty if absent.
};

[[nodiscard]] Response Reply(int status, std::string content_type, std::string body);
[[nodiscard]] Response HtmlReply(int status, std::string html);
[[nodiscard]] Response JsonReply(int status, std::string json);
/// 303: a browser follows with GET.
[[nodiscard]] Response SeeOther(std::string location);
/// Status and plain words of `error`; the application makes it a page or JSON.
/// What stands behind plain words of another text is logged.
[[nodiscard]] Response ErrorReply(const Error& error);
[[nodiscard]] Response ErrorReply(int status, std::string text);

/// What anybody may read of an error: its own text where that is about what was
/// asked for, general words where it is about this server's inside (a database's
/// or a file system's own words, which name statements and paths).
[[nodiscard]] std::string PlainWords(const Error& error);

/// "%41+b" → "A b" where plus is a space (queries), nothing if malformed or if it holds a NUL.
enum class PlusSign { kIsSpace, kIsPlus };
[[nodiscard]] std::optional<std::string> PercentDecode(std::string_view text, PlusSign plus);

/// What PercentDecode gives back: letters, digits and "-._~" as they are.
[[nodiscard]] std::string PercentEncode(std::string_view text);

/// A path of this server to go on to ("/patients/ab12"); of anything else: empty.
[[nodiscard]] std::string PathIn(std::string_view to);

/// Sets path and query of `request` from a request line's target ("/a%20b?x=1").
/// Errors: kInvalidArgument for anything but an origin-form target of at most 2048 bytes.
[[nodiscard]] Status ParseTarget(std::string_view target, Request& request);

/// The cookie of that name in a Cookie header, or empty.
[[nodiscard]] std::string_view CookieValue(std::string_view cookie_header, std::string_view name);

[[nodiscard]] bool EqualsIgnoringCase(std::string_view a, std::string_view b);

/// "GET"; "other" for what the server has no use for.
[[nodiscard]] std::string_view MethodName(Method method);

/// Reason phrase for the statuses that the server uses ("Not found").
[[nodiscard]] std::string_view StatusText(int status);

}  // namespace ezpt::server
