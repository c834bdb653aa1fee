#include "server/http.h"

#include <algorithm>

#include "base/error.h"
#include "server/log.h"

namespace ezpt::server {
namespace {

constexpr std::size_t kMaxTarget = 2048;
constexpr int kUnavailable = 503;
constexpr std::string_view kRetryAfterSeconds = "10";

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view Find(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view TrimSpaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view Request::Header(std::string_view name) const { return Find(headers, name); }
std::string_view Request::Query(std::string_view name) const { return Find(query, name); }
std::string_view Request::Param(std::string_view name) const { return Find(params, name); }

void Response::Set(std::string name, std::string value) {
  for (auto& [key, old] : headers) {
    if (EqualsIgnoringCase(key, name)) {
      old = std::move(value);
      return;
    }
  }
  headers.emplace_back(std::move(name), std::move(value));
}

std::string_view Response::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoringCase(key, name)) return value;
  }
  return {};
}

Response Reply(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.Set("Content-Type", std::move(content_type));
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

Response HtmlReply(int status, std::string html) { return Reply(status, "text/html; charset=utf-8", std::move(html)); }

Response JsonReply(int status, std::string json) { return Reply(status, "application/json", std::move(json)); }

Response SeeOther(std::string location) {
  Response response;
  response.status = 303;
  response.Set("Location", std::move(location));
  return response;
}

Response ErrorReply(int status, std::string text) {
  Response response = Reply(status, "text/plain; charset=utf-8", std::move(text));
  if (status == kUnavailable) response.Set("Retry-After", std::string(kRetryAfterSeconds));
  return response;
}

Response ErrorReply(const Error& error) {
  std::string words = PlainWords(error);
  if (words != error.message) Log("request_failed", {{"why", error.message}});
  return ErrorReply(HttpStatus(error.code), std::move(words));
}

std::string PlainWords(const Error& error) {
  switch (error.code) {
    case ErrorCode::kBusy:
      return "The server is busy with something else. Try again in half a minute.";
    case ErrorCode::kUnavailable:
      return "The server cannot read or store anything at the moment. Try again in a minute.";
    case ErrorCode::kDamaged:
      return "What is stored here cannot be read. Nothing was changed; tell who runs the server.";
    case ErrorCode::kInternal:
      return "Something went wrong here. Try again; if it stays, tell who runs the server.";
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kUnsupported:
    case ErrorCode::kNotFound:
    case ErrorCode::kLimitExceeded:
    case ErrorCode::kNotMeasurable:
    case ErrorCode::kForbidden:
    case ErrorCode::kConflict:
      return error.message;
  }
  return error.message;
}

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

std::optional<std::string> PercentDecode(std::string_view text, PlusSign plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus == PlusSign::kIsSpace) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  return out;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_plain) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::string PathIn(std::string_view to) {
  const bool is_path = to.starts_with('/') && !to.starts_with("//") && std::all_of(to.begin(), to.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '/' || c == '-' || c == '_' || c == '.';
                       });
  return is_path ? std::string(to) : "";
}

Status ParseTarget(std::string_view target, Request& request) {
  const Error malformed{ErrorCode::kInvalidArgument, "The address of the request is malformed: check the link."};
  if (target.empty() || target.front() != '/' || target.size() > kMaxTarget) return malformed;
  const std::size_t mark = target.find('?');
  auto path = PercentDecode(target.substr(0, mark), PlusSign::kIsPlus);
  if (!path) return malformed;
  request.path = *std::move(path);
  request.query.clear();
  if (mark == std::string_view::npos) return {};
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    auto name = PercentDecode(pair.substr(0, equals), PlusSign::kIsSpace);
    auto value = PercentDecode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), PlusSign::kIsSpace);
    if (!name || !value) return malformed;
    request.query.emplace_back(*std::move(name), *std::move(value));
  }
  return {};
}

std::string_view CookieValue(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::string_view pair = TrimSpaces(header.substr(0, header.find(';')));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    const std::size_t next = header.find(';');
    if (next == std::string_view::npos) break;
    header.remove_prefix(next + 1);
  }
  return {};
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view StatusText(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No content";
    case 206:
      return "Partial content";
    case 303:
      return "See other";
    case 304:
      return "Not modified";
    case 400:
      return "Bad request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Too large";
    case 415:
      return "Unsupported";
    case 416:
      return "Range not satisfiable";
    case 422:
      return "Not measurable";
    case 503:
      return "Unavailable";
    default:
      return status < 500 ? "Error" : "Internal error";
  }
}

}  // namespace ezpt::server
