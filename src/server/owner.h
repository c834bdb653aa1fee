#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http.h"
#include "store/sealing.h"
#include "store/tokens.h"

/// Who owns a session when nobody has an account: the holder of a random cookie.
namespace ezpt::server {

using store::HashToken;
using store::NewId;
using store::NewToken;

/// Who a request's cookie says it comes from.
struct Visitor {
  std::string owner;       ///< Hash of the cookie's token.
  bool is_new = false;     ///< The request brought no cookie of this server's: the owner was made for it just now.
  std::string set_cookie;  ///< Set-Cookie value for the next page. Empty: the browser's cookie is good as it is.
  /// Set-Cookie value that ends a cookie of the plain name where that of `__Host-` is there instead. Empty: none.
  std::string expire_cookie;
};

/// The cookies that this server gave out, and no others. A value is
/// TOKEN.DAY.MAC: a random token, the day of issue (since 1970, UTC) and keyed
/// BLAKE2b over both in hexadecimal, so an invented or altered one is nobody's.
/// It lasts a year and is renewed, with the same token, a week after its issue.
/// HttpOnly, SameSite=Lax; over https Secure and `__Host-`, which neither a
/// neighbouring subdomain nor plain http can set. Two older kinds are still
/// taken, and renewed with the next page: the plain name over https, and the bare
/// token of earlier versions where its owner has sessions here. Once `__Host-` is
/// there with the same token, the plain one is ended.
/// Immutable, so thread-safe if `is_known` is.
class OwnerCookies {
 public:
  struct Options {
    /// The MAC's key comes from it: whoever has it can make cookies. Empty: random, so cookies end with the process.
    std::string secret;
    Transport transport = Transport::kHttp;
    /// Whether that owner has anything stored; for bare tokens only. Null: nobody has.
    std::function<Result<bool>(const std::string& owner)> is_known;
  };
  /// REQUIRES: store::StartCrypto() was ok.
  explicit OwnerCookies(Options options);

  /// Never fails: who brings no good cookie is somebody new.
  [[nodiscard]] Visitor Recognise(std::string_view cookie_header, int64_t now_ms) const;

 private:
  [[nodiscard]] Visitor Find(std::string_view cookie_header, int64_t today, std::string_view& taken) const;
  [[nodiscard]] std::string_view Name() const;
  [[nodiscard]] std::string SetCookie(std::string_view token, int64_t day) const;
  [[nodiscard]] std::string Mac(std::string_view token_and_day) const;
  [[nodiscard]] std::optional<Visitor> Read(std::string_view value, int64_t today) const;
  [[nodiscard]] std::optional<Visitor> ReadBareToken(std::string_view token, int64_t today) const;

  Options options_;
  std::string key_;
};

}  // namespace ezpt::server
