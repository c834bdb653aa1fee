#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "server/http.h"

namespace ezpt::server {

/// Text goes out as gzip where the browser takes it. What carries an ETag is
/// compressed once and kept, the least recently used going first; a page made
/// for one request is compressed for it. Thread-safe.
class Compressor {
 public:
  explicit Compressor(std::size_t max_kept_bytes = std::size_t{32} << 20) : max_kept_bytes_(max_kept_bytes) {}

  /// The response itself, or it with a gzip body, `Content-Encoding`, and an ETag
  /// of its own. Sets `Vary` on everything that depends on it. Leaves alone what
  /// is not 200, small, no text or encoded already.
  /// Cost: some 5 ms for 200 KB that are not kept yet.
  [[nodiscard]] Response Apply(const Request& request, Response response);

 private:
  using Bytes = std::shared_ptr<const std::string>;
  using Kept = std::list<std::pair<std::string, Bytes>>;  ///< ETag and gzip; newest use first.

  [[nodiscard]] Bytes Find(const std::string& etag);
  void Keep(const std::string& etag, const Bytes& bytes);

  const std::size_t max_kept_bytes_;
  std::mutex mutex_;  ///< Guards what follows.
  Kept kept_;
  std::map<std::string, Kept::iterator> by_etag_;
  std::size_t kept_bytes_ = 0;
};

/// Whether an Accept-Encoding header lets gzip through: named, or by "*", and not with q=0.
[[nodiscard]] bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace ezpt::server
