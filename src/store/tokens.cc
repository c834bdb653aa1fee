#include "store/tokens.h"

#include <sodium.h>

#include <array>

namespace ezpt::store {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTokenBytes = 32;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string RandomHex(std::size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return Hex(bytes);
}

}  // namespace

std::string NewId() { return RandomHex(kIdBytes); }

std::string NewToken() { return RandomHex(kTokenBytes); }

std::string HashToken(std::string_view token) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), Bytes(token), token.size(), nullptr, 0);
  return Hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
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

}  // namespace ezpt::store
