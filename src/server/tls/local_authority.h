#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/own_names.h"
#include "server/tls/certificate.h"
#include "server/tls/openssl.h"

namespace ezpt::server {

/// A certificate authority for this machine alone. People trust it once on each
/// device; it then vouches for whatever addresses the machine has that day. Its
/// certificate lets it vouch for this machine's names and for addresses of local
/// networks only (name constraints, RFC 5280, 4.2.1.10), so that whoever steals
/// the key cannot pass for a site on the internet before those who trust it.
/// Immutable, so thread-safe.
class LocalAuthority {
 public:
  using Time = std::chrono::system_clock::time_point;

  /// Reads `folder`/authority.pem (key and certificate), or makes it, for the user alone: 0600 in 0700.
  /// @param own what it may vouch for, if it is made now.
  /// Errors: kUnavailable (cannot be written or read), kInvalidArgument (damaged, past its time, or readable by
  /// others).
  [[nodiscard]] static Result<LocalAuthority> Open(const std::string& folder, const OwnNames& own);

  /// A certificate with a key of its own, for those of the names and addresses that the authority may vouch for.
  /// Valid from a day before `now`, for clocks that are behind, for kLeafDays. Errors: kInternal.
  [[nodiscard]] Result<Certificate> Issue(const OwnNames& own, Time now) const;

  /// Those of `own` that Issue leaves out: names and public addresses that the machine got after the authority was
  /// made.
  [[nodiscard]] std::vector<std::string> Outside(const OwnNames& own) const;

  [[nodiscard]] std::string Der() const;          ///< The authority's certificate, as phones take it.
  [[nodiscard]] std::string Fingerprint() const;  ///< SHA-256 of Der: "AB:CD:…".

  static constexpr int kLeafDays = 90;  ///< Browsers take at most 397.

 private:
  LocalAuthority(Key key, X509Ptr certificate) : key_(std::move(key)), certificate_(std::move(certificate)) {}

  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

/// Certificates by `authority` for what this machine is called now: a new one when
/// names or addresses have changed, and when the last has under kRenewDays left.
[[nodiscard]] std::unique_ptr<CertificateSource> CertificatesBy(
    LocalAuthority authority, std::shared_ptr<OwnNamesKeeper> own,
    std::function<LocalAuthority::Time()> clock = std::chrono::system_clock::now);

inline constexpr int kRenewDays = 30;

}  // namespace ezpt::server
