#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ezpt::store {

/// 256 bits that nobody else may know; overwritten where they are no longer needed.
class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;
  using Bytes = std::array<unsigned char, kBytes>;

  SecretKey() = default;
  explicit SecretKey(const Bytes& bytes) : bytes_(bytes) {}
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  /// REQUIRES: StartCrypto() was ok.
  [[nodiscard]] static SecretKey Random();

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_{};
};

/// Before anything here; as often as one likes, from any thread.
/// Errors: kUnavailable where the system has no source of random numbers.
[[nodiscard]] Status StartCrypto();

/// What Seal adds to a text: the nonce and the tag.
inline constexpr std::size_t kSealBytes = 24 + 16;

/// XChaCha20-Poly1305 under a nonce drawn anew each time: nonce, ciphertext, tag. It opens only at its `place`, which
/// is authenticated and not stored, so that what was moved elsewhere does not open there. Thread-safe.
[[nodiscard]] std::string Seal(const SecretKey& key, std::string_view place, std::string_view plain);
/// Nothing where it was changed, is of another place, or was sealed under another key.
[[nodiscard]] std::optional<std::string> Unseal(const SecretKey& key, std::string_view place, std::string_view sealed);

}  // namespace ezpt::store
