#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/own_names.h"
#include "server/pages/trust.h"
#include "server/tls/certificate.h"

namespace ezpt::server {

/// How `ezpt serve` is to encrypt.
struct TlsOptions {
  enum class By { kNobody, kOwnAuthority, kFiles };
  By by = By::kNobody;
  std::string certificate;  ///< kFiles: PEM, its own first, then those that vouch for it.
  std::string key;          ///< kFiles: PEM, without a passphrase.
  std::string folder;       ///< kOwnAuthority: where it is kept. Empty: `tls` beside the database.
};

struct Tls {
  std::shared_ptr<CertificateSource> certificates;  ///< Null: nothing is encrypted.
  std::optional<TrustOffer> trust;                  ///< Only of an own authority.
};

/// @param db the database's address, beside whose file the authority is kept.
/// Errors: kInvalidArgument for a database in memory without a folder; those of LocalAuthority.
[[nodiscard]] Result<Tls> SetUpTls(const TlsOptions& options, const std::string& db,
                                   const std::shared_ptr<OwnNamesKeeper>& own);

/// This machine's names and addresses, and what `--allow-host` adds, without ports.
[[nodiscard]] std::shared_ptr<OwnNamesKeeper> OwnNamesWith(const std::vector<std::string>& more_hosts);

}  // namespace ezpt::server
