#pragma once

#include <string>

#include "server/http.h"

namespace ezpt::server {

/// Serves files below one folder. Names with `..`, hidden parts or anything but
/// letters, digits, `-_./` are not found; nothing outside the folder is read, not
/// through a link either. At most 64 MiB a file.
/// Ranges are answered (ApplyConditions): a slow line goes on where it broke.
/// Caching: a name that ends in `-HASH.ext` (8 or more letters and digits) never
/// changes and is kept for a year; others are revalidated by ETag.
/// Thread-safe; reads the file at each request.
class StaticFiles {
 public:
  explicit StaticFiles(std::string folder) : folder_(std::move(folder)) {}

  [[nodiscard]] Response Get(std::string_view name) const;

 private:
  std::string folder_;
};

/// By the name's ending; "application/octet-stream" if unknown.
[[nodiscard]] std::string_view ContentTypeOf(std::string_view name);

/// True for names that carry a hash of their content ("site-5K2JXQ7A.css").
[[nodiscard]] bool HasContentHash(std::string_view name);

/// Sets ETag from the content (BLAKE2b, so the same on every server).
void SetEtag(Response& response);

/// 304 where If-None-Match names the response's ETag, 206 or 416 for a GET of a
/// single byte range of a response with Accept-Ranges; else the response itself,
/// as for a range of another unit, of several parts or malformed, and where
/// If-Range names other bytes than these. Comes after compression: a range is one
/// of the bytes that the ETag names, gzip's where it is gzip's.
[[nodiscard]] Response ApplyConditions(const Request& request, Response response);

}  // namespace ezpt::server
