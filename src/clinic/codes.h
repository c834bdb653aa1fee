#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sealing.h"
#include "store/tokens.h"

namespace ezpt::clinic {

/// A code that people read from paper and type: twelve of 32 digits without those that look alike (60 bits), in groups
/// of four, "K7QF-2M9X-R4TD". It works once and for some days, and guessing is throttled.
[[nodiscard]] std::string NewCode();

/// The digits of what somebody typed, as NewCode gave them: in any case, with or without the lines, O for 0, I or L
/// for 1. Nothing where that is no code.
[[nodiscard]] std::optional<std::string> ReadCode(std::string_view typed);

using store::FromHex;
using store::HashToken;
using store::Hex;

/// Secrets of the clinic, kept outside the database: what is stored needs the key to be of any use. Immutable, so
/// thread-safe.
class Vault {
 public:
  explicit Vault(const store::SecretKey& key) : key_(key) {}

  /// Of a code or another secret, for the store: keyed, because sixty bits can be tried out.
  [[nodiscard]] std::string HashOf(std::string_view secret) const;

  /// Sealed for `whom` (a person's id): for nobody else does it open.
  [[nodiscard]] std::string Seal(std::string_view plain, std::string_view whom) const;
  /// Errors: kDamaged where it is not what was sealed for them under this key.
  [[nodiscard]] Result<std::string> Open(std::string_view sealed, std::string_view whom) const;

 private:
  store::SecretKey key_;
};

}  // namespace ezpt::clinic
