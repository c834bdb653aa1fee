#include "clinic/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace ezpt::clinic {
namespace {

constexpr auto kPasses = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto kBytes = crypto_pwhash_MEMLIMIT_INTERACTIVE;

/// What people choose where ten characters are asked for: the beginnings of the long ones among the most common.
constexpr std::array<std::string_view, 24> kCommon{
    "1234567890",  "12345678910",  "123456789a",    "0123456789",    "0987654321",     "1q2w3e4r5t",
    "qwertyuiop",  "qwerty1234",   "qwertz1234",    "qwertzuiop",    "asdfghjkl1",     "password12",
    "password123", "password1234", "passwort123",   "iloveyou12",    "letmein123",     "welcome123",
    "sunshine12",  "football12",   "administrator", "physiotherapy", "physiotherapie", "exercise123"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

bool IsOneCharacter(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

std::size_t CountCharacters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Status CheckPassword(std::string_view password, std::string_view sign_in_name) {
  const std::size_t characters = CountCharacters(password);
  if (characters < kShortestPassword) {
    static_assert(kShortestPassword == 10, "the sentence, and its translations, say so");
    return Error{ErrorCode::kInvalidArgument,
                 "The password needs at least 10 characters: a few words are easy to remember."};
  }
  if (password.size() > kLongestPassword) {
    return Error{ErrorCode::kInvalidArgument, "The password is too long."};
  }
  const std::string lower = Lower(password);
  const bool common = std::find(kCommon.begin(), kCommon.end(), lower) != kCommon.end() || IsOneCharacter(password);
  if (common || lower == Lower(sign_in_name)) {
    return Error{ErrorCode::kInvalidArgument, "This password is easy to guess: choose another one."};
  }
  return {};
}

/// A place among those that hash, until it is destroyed.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.running_ >= hasher_.at_a_time_ && hasher_.queued_ >= hasher_.waiting_) return;
    ++hasher_.queued_;
    hasher_.freed_.wait(lock, [this] { return hasher_.running_ < hasher_.at_a_time_; });
    --hasher_.queued_;
    ++hasher_.running_;
    taken_ = true;
  }
  ~Turn() {
    if (!taken_) return;
    {
      const std::lock_guard lock(hasher_.mutex_);
      --hasher_.running_;
    }
    hasher_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] Status taken() const {
    if (taken_) return {};
    return Error{ErrorCode::kBusy, "Many people sign in just now: try again in a moment."};
  }

 private:
  PasswordHasher& hasher_;
  bool taken_ = false;
};

Result<std::string> PasswordHasher::Hash(std::string_view password) {
  const Turn turn(*this);
  EZPT_CHECK_OK(turn.taken());
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), kPasses, kBytes) != 0) {
    return Error{ErrorCode::kUnavailable, "There is not enough memory to sign in just now."};
  }
  return std::string(hash.data());
}

Result<bool> PasswordHasher::Matches(std::string_view hash, std::string_view password) {
  if (hash.empty()) {
    EZPT_TRY([[maybe_unused]] const std::string as_long, Hash(password));
    return false;
  }
  const Turn turn(*this);
  EZPT_CHECK_OK(turn.taken());
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::IsOutdated(std::string_view hash) {
  return crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), kPasses, kBytes) != 0;
}

}  // namespace ezpt::clinic
