#include "server/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ezpt::server {
namespace {

constexpr std::size_t kWorthIt = 1024;
constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;  ///< zlib: 16 asks for a gzip header.
constexpr int kMemory = 8;            ///< zlib's default.
constexpr std::string_view kSuffix = "-gzip\"";
constexpr std::array<std::string_view, 5> kTextTypes = {"text/", "application/json", "application/manifest+json",
                                                        "image/svg+xml", "application/wasm"};

bool IsText(std::string_view type) {
  return std::any_of(kTextTypes.begin(), kTextTypes.end(),
                     [&](std::string_view text) { return type.starts_with(text); });
}

bool CanBeCompressed(const Response& response) {
  return response.status == 200 && response.growing == nullptr && response.body->size() >= kWorthIt &&
         IsText(response.Header("Content-Type")) && response.Header("Content-Encoding").empty();
}

/// Nothing where zlib has no memory, or the result is no smaller.
std::optional<std::string> Gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write to it.
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return std::nullopt;
  return out;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// "q=0", "q=0.0" and so on refuse a coding.
bool IsRefused(std::string_view parameters) {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view value = Trimmed(parameters.substr(q + 2));
  return value.starts_with('0') && value.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

bool AcceptsGzip(std::string_view header) {
  bool any = false;
  while (!header.empty()) {
    const std::string_view item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), item.size() + 1));
    const std::size_t semicolon = item.find(';');
    const std::string_view coding = Trimmed(item.substr(0, semicolon));
    const bool refused = semicolon != std::string_view::npos && IsRefused(item.substr(semicolon));
    if (EqualsIgnoringCase(coding, "gzip")) return !refused;
    if (coding == "*") any = !refused;
  }
  return any;
}

Response Compressor::Apply(const Request& request, Response response) {
  if (!CanBeCompressed(response)) return response;
  response.Set("Vary", "Accept-Encoding");
  if (!AcceptsGzip(request.Header("accept-encoding"))) return response;
  const std::string etag(response.Header("ETag"));
  Bytes bytes = etag.empty() ? nullptr : Find(etag);
  if (bytes == nullptr) {
    auto gzip = Gzip(*response.body);
    if (!gzip) return response;
    bytes = std::make_shared<const std::string>(*std::move(gzip));
    if (!etag.empty()) Keep(etag, bytes);
  }
  response.body = std::move(bytes);
  response.Set("Content-Encoding", "gzip");
  // Other bytes, another tag: a cache must not take the one for the other.
  if (etag.ends_with('"')) response.Set("ETag", etag.substr(0, etag.size() - 1).append(kSuffix));
  return response;
}

Compressor::Bytes Compressor::Find(const std::string& etag) {
  const std::lock_guard lock(mutex_);
  const auto found = by_etag_.find(etag);
  if (found == by_etag_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return kept_.front().second;
}

void Compressor::Keep(const std::string& etag, const Bytes& bytes) {
  if (bytes->size() > max_kept_bytes_) return;
  const std::lock_guard lock(mutex_);
  if (by_etag_.contains(etag)) return;  // Another request was quicker.
  kept_.emplace_front(etag, bytes);
  by_etag_[etag] = kept_.begin();
  kept_bytes_ += bytes->size();
  while (kept_bytes_ > max_kept_bytes_) {
    kept_bytes_ -= kept_.back().second->size();
    by_etag_.erase(kept_.back().first);
    kept_.pop_back();
  }
}

}  // namespace ezpt::server
