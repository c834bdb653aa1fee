#include "clinic/codes.h"

#include <sodium.h>

#include <array>

namespace ezpt::clinic {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I, L, O, U.
constexpr std::size_t kLength = 12;
constexpr std::size_t kGroup = 4;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

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

std::string Vault::HashOf(std::string_view secret) const {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), Bytes(secret), secret.size(), key_.bytes().data(), key_.bytes().size());
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string Vault::Seal(std::string_view plain, std::string_view whom) const { return store::Seal(key_, whom, plain); }

Result<std::string> Vault::Open(std::string_view sealed, std::string_view whom) const {
  auto plain = store::Unseal(key_, whom, sealed);
  if (plain) return *std::move(plain);
  return Error{ErrorCode::kDamaged, "a stored secret does not open: it is damaged, or of another key"};
}

}  // namespace ezpt::clinic
