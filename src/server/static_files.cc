#include "server/static_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <limits>

#include "server/owner.h"

namespace ezpt::server {
namespace {

constexpr std::uintmax_t kMaxFile = 64u << 20;
constexpr std::size_t kEtagDigits = 32;
constexpr std::size_t kMinHash = 8;

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".txt", "text/plain; charset=utf-8"},
    {".yaml", "text/plain; charset=utf-8"},
    {".bin", "application/octet-stream"},
}};

bool IsAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool IsPlainName(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.front() == '.') return false;
  if (name.find("/.") != std::string_view::npos || name.find("//") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/'; });
}

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  ///< One behind the last.
};

/// The one range of "bytes=first-last", "bytes=first-" or "bytes=-count", cut to
/// `size`: empty where it lies outside. Nothing if malformed or of several ranges.
std::optional<ByteRange> ParseRange(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view from = header.substr(0, dash);
  const std::string_view to = header.substr(dash + 1);
  if (from.empty()) {
    const auto count = ParseNumber(to);
    if (!count) return std::nullopt;
    return ByteRange{size - std::min(size, *count), size};
  }
  const auto first = ParseNumber(from);
  const auto last = to.empty() ? std::optional(std::numeric_limits<std::uint64_t>::max()) : ParseNumber(to);
  if (!first || !last || *last < *first) return std::nullopt;
  return ByteRange{std::min(*first, size), *last < size ? *last + 1 : size};
}

/// The range that is asked for of this response, if it may be answered with less than all.
std::optional<ByteRange> WantedRange(const Request& request, const Response& response) {
  if (request.method != Method::kGet || response.Header("Accept-Ranges") != "bytes") return std::nullopt;
  // If-Range: "what I have is of this tag, else send me all". A date names none of ours.
  const std::string_view of = request.Header("if-range");
  if (!of.empty() && of != response.Header("ETag")) return std::nullopt;
  return ParseRange(request.Header("range"), response.body->size());
}

}  // namespace

std::string_view ContentTypeOf(std::string_view name) {
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

bool HasContentHash(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view hash = name.substr(dash + 1, name.find('.', dash) - dash - 1);
  const bool has_digit = std::any_of(hash.begin(), hash.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool shouted = std::none_of(hash.begin(), hash.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return hash.size() >= kMinHash && (has_digit || shouted) && std::all_of(hash.begin(), hash.end(), IsAlphanumeric);
}

Response StaticFiles::Get(std::string_view name) const {
  Response not_found = ErrorReply(404, "There is no such file.");
  if (!IsPlainName(name)) return not_found;
  std::error_code error;
  const auto root = std::filesystem::canonical(folder_, error);
  if (error) return not_found;
  const auto path = std::filesystem::canonical(root / std::string(name), error);
  if (error || !path.native().starts_with(root.native() + "/")) return not_found;
  if (!std::filesystem::is_regular_file(path, error)) return not_found;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > kMaxFile) return not_found;
  std::string content(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(content.data(), static_cast<std::streamsize>(size))) return not_found;
  Response response = Reply(200, std::string(ContentTypeOf(name)), std::move(content));
  if (HasContentHash(name)) {
    response.Set("Cache-Control", "public, max-age=31536000, immutable");
  } else {
    response.Set("Cache-Control", "no-cache");
  }
  response.Set("Accept-Ranges", "bytes");
  SetEtag(response);
  return response;
}

void SetEtag(Response& response) {
  response.Set("ETag", fmt::format("\"{}\"", HashToken(*response.body).substr(0, kEtagDigits)));
}

Response ApplyConditions(const Request& request, Response response) {
  if (response.status != 200) return response;
  const std::string_view etag = response.Header("ETag");
  if (!etag.empty() && request.Header("if-none-match").find(etag) != std::string_view::npos) {
    response.status = 304;
    response.body = std::make_shared<const std::string>();
    return response;
  }
  const auto range = WantedRange(request, response);
  if (!range) return response;
  const std::uint64_t size = response.body->size();
  if (range->begin >= range->end) {
    Response refused = ErrorReply(416, "That part of the file does not exist.");
    refused.Set("Content-Range", fmt::format("bytes */{}", size));
    return refused;
  }
  response.status = 206;
  response.Set("Content-Range", fmt::format("bytes {}-{}/{}", range->begin, range->end - 1, size));
  response.body = std::make_shared<const std::string>(response.body->substr(range->begin, range->end - range->begin));
  return response;
}

}  // namespace ezpt::server
