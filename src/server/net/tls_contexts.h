#pragma once

// Included by net/*.cc only: Asio compiles slowly.
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "base/result.h"
#include "server/tls/certificate.h"

namespace ezpt::server {

/// What new connections are encrypted with. On the I/O thread.
class TlsContexts {
 public:
  /// Errors: those of the source; kInvalidArgument for what OpenSSL takes for too weak.
  [[nodiscard]] static Result<std::unique_ptr<TlsContexts>> Create(std::shared_ptr<CertificateSource> source);

  /// For a handshake that begins now, which keeps what it needs of it. Gone with the next Refresh: not to be held
  /// while something is waited for.
  [[nodiscard]] boost::asio::ssl::context& Current() { return *current_; }

  /// Takes a new certificate where there is one. A bad one is logged, and the last stays.
  void Refresh();

 private:
  explicit TlsContexts(std::shared_ptr<CertificateSource> source) : source_(std::move(source)) {}
  [[nodiscard]] Result<bool> Take();

  std::shared_ptr<CertificateSource> source_;
  std::unique_ptr<boost::asio::ssl::context> current_;
};

}  // namespace ezpt::server
