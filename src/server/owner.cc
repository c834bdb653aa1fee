#include "server/owner.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <span>

#include "server/http.h"

namespace ezpt::server {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kIdBytes = 16;
constexpr std::string_view kOneYearSeconds = "31536000";

std::string Hex(std::span<const unsigned char> bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

template <std::size_t kBytes>
std::string RandomHex() {
  std::array<unsigned char, kBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return Hex(bytes);
}

}  // namespace

bool InitRandom() { return sodium_init() >= 0; }

std::string RandomToken() { return RandomHex<kTokenBytes>(); }

std::string RandomId() { return RandomHex<kIdBytes>(); }

std::string HashToken(std::string_view token) {
  std::array<unsigned char, crypto_generichash_BYTES> hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                     nullptr, 0);
  return Hex(hash);
}

std::optional<std::string> OwnerOf(std::string_view cookie_header) {
  const std::string_view token = CookieValue(cookie_header, kOwnerCookie);
  const bool hex =
      std::all_of(token.begin(), token.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (token.size() != kTokenBytes * 2 || !hex) return std::nullopt;
  return HashToken(token);
}

std::string OwnerCookie(std::string_view token, Transport transport) {
  std::string cookie(kOwnerCookie);
  cookie.append("=").append(token).append("; Path=/; Max-Age=").append(kOneYearSeconds);
  cookie.append("; HttpOnly; SameSite=Lax");
  if (transport == Transport::kHttps) cookie.append("; Secure");
  return cookie;
}

}  // namespace ezpt::server
