#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::server {

/// What a TLS server proves itself with.
struct Certificate {
  std::string chain_pem;  ///< Its own first.
  std::string key_pem;
};

/// Where certificates come from, and when there is a new one. On one thread.
class CertificateSource {
 public:
  virtual ~CertificateSource() = default;

  /// The certificate, where it is another than the last that this gave; nothing: go on with that one.
  /// Errors: there is a new one that cannot be read; said once for each state of it. Cost: some system calls.
  [[nodiscard]] virtual Result<std::optional<Certificate>> Next() = 0;
};

/// Two PEM files, looked at again whenever they have changed.
/// Errors of Next: kNotFound, kUnavailable (cannot be read), kInvalidArgument (no certificate, or another's key).
[[nodiscard]] std::unique_ptr<CertificateSource> CertificateFiles(std::string chain_path, std::string key_path);

/// Whether the key is that of the first certificate, and neither is damaged. Errors: kInvalidArgument.
[[nodiscard]] Status CheckPair(const Certificate& certificate);

}  // namespace ezpt::server
