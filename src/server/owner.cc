#include "server/owner.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "server/http.h"

namespace ezpt::server {
namespace {

constexpr std::size_t kTokenDigits = 64;
constexpr int kOneYearSeconds = 31'536'000;
constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kRenewAfterDays = 7;
constexpr std::string_view kPlainName = "ezpt_owner";
constexpr std::string_view kHostName = "__Host-ezpt_owner";
constexpr std::string_view kKeyPurpose = "ezpt owner cookie";  ///< The secret may get other uses.

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;

Hash KeyedHash(std::string_view text, std::string_view key) {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), Bytes(text), text.size(), key.empty() ? nullptr : Bytes(key),
                     key.size());
  return hash;
}

std::string_view Text(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

bool IsToken(std::string_view text) {
  return text.size() == kTokenDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<int64_t> ParseDay(std::string_view text) {
  int64_t day = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), day);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return day;
}

bool AreEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

OwnerCookies::OwnerCookies(Options options) : options_(std::move(options)) {
  if (options_.secret.empty()) options_.secret = NewToken();
  // Hashed first: a key of the length that BLAKE2b takes, whatever the secret's.
  const Hash secret = KeyedHash(options_.secret, "");
  const Hash key = KeyedHash(kKeyPurpose, Text(secret));
  key_ = Text(key);
}

Visitor OwnerCookies::Recognise(std::string_view cookie_header, int64_t now_ms) const {
  std::string_view taken;
  Visitor visitor = Find(cookie_header, now_ms / kDayMs, taken);
  // Anybody on the way could have set the plain one, and it goes over plain http too. It stays where it is all there
  // is.
  const bool is_needed = taken == kPlainName && visitor.set_cookie.empty();
  if (options_.transport == Transport::kHttps && !is_needed && !CookieValue(cookie_header, kPlainName).empty()) {
    visitor.expire_cookie = fmt::format("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure", kPlainName);
  }
  return visitor;
}

/// @param taken the name of the cookie that says who it is; empty: none does.
Visitor OwnerCookies::Find(std::string_view cookie_header, int64_t today, std::string_view& taken) const {
  for (const std::string_view name : {Name(), kPlainName}) {
    const std::string_view value = CookieValue(cookie_header, name);
    auto visitor = IsToken(value) ? ReadBareToken(value, today) : Read(value, today);
    if (!visitor) continue;
    taken = name;
    if (name != Name() && !IsToken(value) && visitor->set_cookie.empty()) {
      visitor->set_cookie = SetCookie(value.substr(0, kTokenDigits), today);
    }
    return *std::move(visitor);
  }
  const std::string token = NewToken();
  return {.owner = HashToken(token), .is_new = true, .set_cookie = SetCookie(token, today), .expire_cookie = ""};
}

std::string_view OwnerCookies::Name() const { return options_.transport == Transport::kHttps ? kHostName : kPlainName; }

std::optional<Visitor> OwnerCookies::Read(std::string_view value, int64_t today) const {
  const std::size_t dot = value.rfind('.');
  if (dot == std::string_view::npos || dot <= kTokenDigits || value[kTokenDigits] != '.') return std::nullopt;
  if (!AreEqual(value.substr(dot + 1), Mac(value.substr(0, dot)))) return std::nullopt;
  const std::string_view token = value.substr(0, kTokenDigits);
  const auto day = ParseDay(value.substr(kTokenDigits + 1, dot - kTokenDigits - 1));
  Visitor visitor;
  visitor.owner = HashToken(token);
  // A day to come: the clock was set back since.
  if (!day || *day > today || *day + kRenewAfterDays <= today) visitor.set_cookie = SetCookie(token, today);
  return visitor;
}

std::optional<Visitor> OwnerCookies::ReadBareToken(std::string_view token, int64_t today) const {
  Visitor visitor;
  visitor.owner = HashToken(token);
  if (!options_.is_known) return std::nullopt;
  const auto known = options_.is_known(visitor.owner);
  // The store does not answer: nobody may lose their sessions by a new cookie for that.
  if (!known.ok()) return visitor;
  if (!*known) return std::nullopt;
  visitor.set_cookie = SetCookie(token, today);
  return visitor;
}

std::string OwnerCookies::Mac(std::string_view token_and_day) const {
  return store::Hex(Text(KeyedHash(token_and_day, key_)));
}

std::string OwnerCookies::SetCookie(std::string_view token, int64_t day) const {
  const std::string signed_part = fmt::format("{}.{}", token, day);
  return fmt::format("{}={}.{}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", Name(), signed_part, Mac(signed_part),
                     kOneYearSeconds, options_.transport == Transport::kHttps ? "; Secure" : "");
}

}  // namespace ezpt::server
