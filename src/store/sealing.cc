#include "store/sealing.h"

#include <sodium.h>

namespace ezpt::store {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kNonce + kTag == kSealBytes && SecretKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

SecretKey SecretKey::Random() {
  SecretKey key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

Status StartCrypto() {
  if (sodium_init() >= 0) return {};
  return Error{ErrorCode::kUnavailable, "the system has no source of random numbers"};
}

std::string Seal(const SecretKey& key, std::string_view place, std::string_view plain) {
  std::string sealed(kSealBytes + plain.size(), '\0');
  unsigned char* const nonce = Bytes(sealed);
  randombytes_buf(nonce, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonce, nullptr, Bytes(plain), plain.size(), Bytes(place),
                                             place.size(), nullptr, nonce, key.bytes().data());
  return sealed;
}

std::optional<std::string> Unseal(const SecretKey& key, std::string_view place, std::string_view sealed) {
  if (sealed.size() < kSealBytes) return std::nullopt;
  std::string plain(sealed.size() - kSealBytes, '\0');
  const unsigned char* const nonce = Bytes(sealed);
  const int wrong =
      crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plain), nullptr, nullptr, nonce + kNonce, sealed.size() - kNonce,
                                                 Bytes(place), place.size(), nonce, key.bytes().data());
  if (wrong != 0) return std::nullopt;
  return plain;
}

}  // namespace ezpt::store
