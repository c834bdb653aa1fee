#include "clinic/totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace ezpt::clinic {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr uint32_t kSixDigits = 1'000'000;

/// Percent-encoded but for what needs none.
std::string Encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

bool AreEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string NewTotpSecret() {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::string TotpCode(std::string_view secret, int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[counter.size() - 1 - i] = static_cast<unsigned char>(static_cast<uint64_t>(step) >> (8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &size);
  const std::size_t offset = mac[size - 1] & 0x0f;  // RFC 4226, 5.3: dynamic truncation.
  const uint32_t word = static_cast<uint32_t>(mac[offset] & 0x7f) << 24 | static_cast<uint32_t>(mac[offset + 1]) << 16 |
                        static_cast<uint32_t>(mac[offset + 2]) << 8 | mac[offset + 3];
  return fmt::format("{:06}", word % kSixDigits);
}

std::optional<int64_t> FindTotpStep(std::string_view secret, std::string_view code, int64_t now_ms, int64_t after) {
  const int64_t now = now_ms / kTotpStepMs;
  for (const int64_t step : {now, now - 1}) {
    if (step > after && AreEqual(code, TotpCode(secret, step))) return step;
  }
  return std::nullopt;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t held = 0;
  int bits = 0;
  for (const char byte : bytes) {
    held = held << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text += kDigits[held >> (bits - 5) & 31];
  }
  if (bits > 0) text += kDigits[held << (5 - bits) & 31];
  return text;
}

std::string OtpAuthUri(std::string_view secret, std::string_view sign_in_name) {
  return fmt::format("otpauth://totp/EZ-PT:{}?secret={}&issuer=EZ-PT", Encoded(sign_in_name), Base32(secret));
}

}  // namespace ezpt::clinic
