#include "clinic/codes.h"

#include <sodium.h>

#include <array>

namespace ezpt::clinic {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I, L, O, U.
constexpr std::size_t kLength = 12;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

char AsMeant(char c) {
  if (c == 'O') return '0';
  return c == 'I' || c == 'L' ? '1' : c;
}

}  // namespace

std::string NewCode() {
  std::string code;
  for (std::size_t i = 0; i < kLength; ++i) {
    if (i > 0 && i % kGroup == 0) code += '-';
    code += kDigits[randombytes_uniform(static_cast<uint32_t>(kDigits.size()))];
  }
  return code;
}

std::optional<std::string> ReadCode(std::string_view typed) {
  std::string code;
  for (const char c : typed.substr(0, 64)) {
    if (c == '-' || c == ' ') continue;
    const char digit = AsMeant(Upper(c));
    if (kDigits.find(digit) == std::string_view::npos || code.size() >= kLength + 2) return std::nullopt;
    if (code.size() % (kGroup + 1) == kGroup) code += '-';
    code += digit;
  }
  if (code.size() != kLength + 2) return std::nullopt;
  return code;
}

std::string Hex(std::string_view bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), Bytes(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

std::optional<std::string> FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(Bytes(bytes), bytes.size(), hex.data(), hex.size(), nullptr, &size, &end) != 0 ||
      end != hex.data() + hex.size()) {
    return std::nullopt;
  }
  return bytes;
}

std::string HashToken(std::string_view token) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), Bytes(token), token.size(), nullptr, 0);
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string Vault::HashOf(std::string_view secret) const {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), Bytes(secret), secret.size(), Bytes(key_), key_.size());
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string Vault::Seal(std::string_view plain, std::string_view whom) const {
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  randombytes_buf(sealed.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonceBytes, nullptr, Bytes(plain), plain.size(),
                                             Bytes(whom), whom.size(), nullptr, Bytes(std::string_view(sealed)),
                                             Bytes(key_));
  return sealed;
}

Result<std::string> Vault::Open(std::string_view sealed, std::string_view whom) const {
  const Error damaged{ErrorCode::kDamaged, "a stored secret does not open: it is damaged, or of another key"};
  if (sealed.size() < kNonceBytes + kTagBytes) return damaged;
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const std::string_view body = sealed.substr(kNonceBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plain), nullptr, nullptr, Bytes(body), body.size(), Bytes(whom),
                                                 whom.size(), Bytes(sealed), Bytes(key_)) != 0) {
    return damaged;
  }
  return plain;
}

}  // namespace ezpt::clinic
