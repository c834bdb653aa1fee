#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Random names, and what the store knows of a secret one. REQUIRES of what is random: StartCrypto() was ok.
/// Thread-safe.
namespace ezpt::store {

/// 128 random bits as 32 hexadecimal digits: for ids that are not secrets.
[[nodiscard]] std::string NewId();
/// 256 random bits as 64 hexadecimal digits: for tokens that are.
[[nodiscard]] std::string NewToken();

/// Of a token, for the store: BLAKE2b-256 in hexadecimal. A leaked database gives no cookie.
[[nodiscard]] std::string HashToken(std::string_view token);

[[nodiscard]] std::string Hex(std::string_view bytes);
/// Nothing where that is not hexadecimal.
[[nodiscard]] std::optional<std::string> FromHex(std::string_view hex);

}  // namespace ezpt::store
