#include "server/net/request_head.h"

#include <algorithm>
#include <array>
#include <string>

#include "server/http.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Fields of which a second one would mean something else than the first.
constexpr std::size_t kHost = 0;
constexpr std::size_t kContentLength = 1;
constexpr std::size_t kTransferEncoding = 2;
constexpr std::size_t kSingles = 13;
constexpr std::array<std::string_view, kSingles> kSingleNames = {
    "Host",   "Content-Length", "Transfer-Encoding", "Origin", "Referer",           "Cookie",
    "Range",  "If-Range",       "Content-Type",      "Expect", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
    "Upgrade"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsToken(char c) {
  return IsAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
/// Control characters have no place in a value; bytes over 127 are left to who reads it.
bool IsValue(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

std::string_view WithoutBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Error Malformed(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "The request is malformed: " + what + "."};
}

/// What was seen of the fields that may stand once.
struct Seen {
  std::array<std::string_view, kSingles> value{};
  std::array<bool, kSingles> there{};
};

Status CheckField(std::string_view line, Seen& seen) {
  if (line.front() == ' ' || line.front() == '\t') return Malformed("a header line is folded");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Malformed("a header line has no colon");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = WithoutBlanks(line.substr(colon + 1));
  if (name.empty() || !All(name, IsToken)) return Malformed("a header's name has characters that no name has");
  if (!All(value, IsValue)) return Malformed("a header's value has control characters");
  for (std::size_t i = 0; i < kSingles; ++i) {
    if (!EqualsIgnoringCase(name, kSingleNames[i])) continue;
    if (seen.there[i]) return Malformed("there are two " + std::string(kSingleNames[i]) + " headers");
    seen.there[i] = true;
    seen.value[i] = value;
  }
  return {};
}

Status CheckLength(const Seen& seen, bool is_http_10) {
  if (seen.there[kContentLength]) {
    const std::string_view length = seen.value[kContentLength];
    if (length.empty() || !All(length, IsDigit)) return Malformed("its Content-Length is no number");
  }
  if (!seen.there[kTransferEncoding]) return {};
  if (seen.there[kContentLength]) return Malformed("it has both a Content-Length and a Transfer-Encoding");
  if (is_http_10) return Malformed("HTTP/1.0 knows no Transfer-Encoding");
  if (!EqualsIgnoringCase(seen.value[kTransferEncoding], "chunked")) {
    return Malformed("a Transfer-Encoding other than chunked is not known here");
  }
  return {};
}

}  // namespace

bool IsAuthority(std::string_view value) {
  std::string_view host = value;
  std::string_view rest;
  if (host.starts_with('[')) {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) return false;
    rest = host.substr(close + 1);
    host = host.substr(1, close - 1);
    if (!All(host, [](char c) { return IsHex(c) || c == ':' || c == '.'; })) return false;
  } else {
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos) rest = host.substr(colon);
    host = host.substr(0, colon);
    if (!All(host, [](char c) { return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_'; })) return false;
  }
  if (host.empty()) return false;
  constexpr std::size_t kPortDigits = 5;
  return rest.empty() ||
         (rest.front() == ':' && rest.size() > 1 && rest.size() <= kPortDigits + 1 && All(rest.substr(1), IsDigit));
}

Status CheckHead(std::string_view head) {
  const std::size_t line_end = head.find(kLineEnd);
  if (line_end == std::string_view::npos || !head.ends_with("\r\n\r\n")) return Malformed("its header has no end");
  const std::string_view request_line = head.substr(0, line_end);
  const bool is_http_10 = request_line.ends_with(" HTTP/1.0");
  if (!is_http_10 && !request_line.ends_with(" HTTP/1.1")) return Malformed("it is not HTTP/1.0 or HTTP/1.1");
  if (!All(request_line, IsValue)) return Malformed("its first line has control characters");
  Seen seen;
  head.remove_prefix(line_end + kLineEnd.size());
  while (head != kLineEnd) {
    const std::size_t end = head.find(kLineEnd);
    if (end == 0) return Malformed("its header ends twice");
    EZPT_CHECK_OK(CheckField(head.substr(0, end), seen));
    head.remove_prefix(end + kLineEnd.size());
  }
  if (!seen.there[kHost] && !is_http_10) return Malformed("it has no Host header");
  if (seen.there[kHost] && !IsAuthority(seen.value[kHost])) return Malformed("its Host is not a host");
  return CheckLength(seen, is_http_10);
}

}  // namespace ezpt::server
