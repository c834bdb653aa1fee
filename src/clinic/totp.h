#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ezpt::clinic {

/// One-time passwords by the clock, as authenticator apps show them: six digits of HMAC-SHA-1, a step of 30 s.
/// Source: RFC 6238, RFC 4226.
inline constexpr int64_t kTotpStepMs = 30'000;

/// 160 random bits.
[[nodiscard]] std::string NewTotpSecret();

/// The code of `secret` in a step, "012345".
[[nodiscard]] std::string TotpCode(std::string_view secret, int64_t step);

/// The step in which `code` is right: of this moment, or the one before it (what is typed takes a while), and later
/// than `after`, the last that was used. Nothing: it is wrong, or was used.
[[nodiscard]] std::optional<int64_t> FindTotpStep(std::string_view secret, std::string_view code, int64_t now_ms,
                                                  int64_t after);

/// As apps take it, by hand and from a picture.
[[nodiscard]] std::string Base32(std::string_view bytes);
[[nodiscard]] std::string OtpAuthUri(std::string_view secret, std::string_view sign_in_name);

}  // namespace ezpt::clinic
