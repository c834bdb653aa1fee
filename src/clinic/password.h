#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ezpt::clinic {

/// Characters of a password at least (ASVS 5.0, 6.2.1 asks for 8) and at most. Any characters; nothing is cut off.
inline constexpr std::size_t kShortestPassword = 10;
inline constexpr std::size_t kLongestPassword = 256;

/// Whether somebody may choose that. Errors: kInvalidArgument, with the reason for the person: too short, too long, of
/// the most common ones, or their own name.
[[nodiscard]] Status CheckPassword(std::string_view password, std::string_view sign_in_name);

/// Argon2id with libsodium's INTERACTIVE limits (two passes over 64 MiB), some tenth of a second. At most `at_a_time`
/// run, and `waiting` wait: sign-in is not a way to take all memory. Thread-safe.
/// Source: RFC 9106; OWASP Password Storage Cheat Sheet, of whose minima this is above each.
class PasswordHasher {
 public:
  explicit PasswordHasher(int at_a_time = 2, int waiting = 16) : at_a_time_(at_a_time), waiting_(waiting) {}

  /// Errors: kBusy.
  [[nodiscard]] Result<std::string> Hash(std::string_view password);
  /// @param hash empty: nobody's; it takes as long as another, and is false.
  /// Errors: kBusy.
  [[nodiscard]] Result<bool> Matches(std::string_view hash, std::string_view password);
  /// Whether it was made with less than what Hash takes now.
  [[nodiscard]] static bool IsOutdated(std::string_view hash);

 private:
  class Turn;

  const int at_a_time_;
  const int waiting_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int running_ = 0;
  int queued_ = 0;
};

}  // namespace ezpt::clinic
