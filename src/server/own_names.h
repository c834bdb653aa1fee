#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace ezpt::server {

/// How this machine is reached now: by others, and by itself.
struct OwnNames {
  /// Lower case: the host name, its first part where it has several, that part with ".local", "localhost".
  std::vector<std::string> names;
  /// As text, without brackets: those of the local network first, then others', then loopback, IPv4 before IPv6.
  /// Link-local IPv6 is left out: a browser's address bar has no place for its zone.
  std::vector<std::string> addresses;

  friend bool operator==(const OwnNames&, const OwnNames&) = default;
};

enum class AddressScope { kLocalNetwork, kPublic, kLoopback, kLinkLocal };

/// What kind of address the text is: private and carrier-grade IPv4 and unique local IPv6 are the local network's.
/// Text that is no address: kPublic.
[[nodiscard]] AddressScope ScopeOf(const std::string& address);

/// Looks them up. Empty lists where the system tells nothing. Cost: two system calls; some 50 µs.
[[nodiscard]] OwnNames LookUpOwnNames();

/// The names and addresses of now: a phone finds the machine also after the
/// network gave it another address. Thread-safe.
class OwnNamesKeeper {
 public:
  using Look = std::function<OwnNames()>;
  static constexpr auto kLookAgain = std::chrono::seconds(3);
  explicit OwnNamesKeeper(Look look = LookUpOwnNames, std::chrono::seconds look_again = kLookAgain)
      : look_(std::move(look)), look_again_(look_again) {}

  /// At most `look_again` old.
  [[nodiscard]] OwnNames Now();

 private:
  Look look_;
  std::chrono::seconds look_again_;
  std::mutex mutex_;  ///< Guards what follows.
  OwnNames names_;
  std::chrono::steady_clock::time_point looked_{};
};

}  // namespace ezpt::server
