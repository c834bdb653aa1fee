#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Who owns a session when nobody has an account: the holder of a random cookie.
namespace ezpt::server {

inline constexpr std::string_view kOwnerCookie = "ezpt_owner";

/// 256 random bits as 64 hexadecimal digits, from libsodium. Thread-safe after
/// `InitRandom`.
[[nodiscard]] std::string RandomToken();
/// 128 random bits as 32 hexadecimal digits: for ids that are not secrets.
[[nodiscard]] std::string RandomId();

/// REQUIRES: called once before the others. False: the system has no random source.
[[nodiscard]] bool InitRandom();

/// What the store knows of a token: BLAKE2b-256 in hexadecimal. A leaked
/// database gives no cookie.
[[nodiscard]] std::string HashToken(std::string_view token);

/// Hash of the owner token in a Cookie header; nothing if absent or not 64
/// lower-case hexadecimal digits.
[[nodiscard]] std::optional<std::string> OwnerOf(std::string_view cookie_header);

enum class Transport { kHttp, kHttps };

/// Set-Cookie value: HttpOnly, SameSite=Lax, one year, Secure over https.
[[nodiscard]] std::string OwnerCookie(std::string_view token, Transport transport);

}  // namespace ezpt::server
