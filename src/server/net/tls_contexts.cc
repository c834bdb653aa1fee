#include "server/net/tls_contexts.h"

#include <boost/asio/buffer.hpp>
#include <string_view>

#include "server/log.h"

namespace ezpt::server {
namespace {

namespace ssl = boost::asio::ssl;

/// What TLS 1.2 may use: forward secrecy and authenticated encryption. TLS 1.3 has nothing else.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kHttp11("\x08http/1.1", 9);

/// A client that names protocols means one of them: where ours is not there, the connection was meant for another
/// server.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                   unsigned offered_length, void*) {
  const auto* ours = reinterpret_cast<const unsigned char*>(kHttp11.data());
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, length, ours, kHttp11.size(), offered, offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Result<std::unique_ptr<ssl::context>> Make(const Certificate& certificate) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, ChooseProtocol, nullptr);
  boost::system::error_code error;
  if (SSL_CTX_set_cipher_list(native, kCiphers) != 1) {
    return Error{ErrorCode::kInternal, "OpenSSL knows none of the ciphers"};
  }
  if (!error) context->use_certificate_chain(boost::asio::buffer(certificate.chain_pem), error);
  if (!error) context->use_private_key(boost::asio::buffer(certificate.key_pem), ssl::context::pem, error);
  if (error) return Error{ErrorCode::kInvalidArgument, "OpenSSL refuses the certificate: " + error.message()};
  return context;
}

}  // namespace

Result<bool> TlsContexts::Take() {
  EZPT_TRY(const std::optional<Certificate> next, source_->Next());
  if (!next) return false;
  EZPT_TRY(current_, Make(*next));
  return true;
}

Result<std::unique_ptr<TlsContexts>> TlsContexts::Create(std::shared_ptr<CertificateSource> source) {
  std::unique_ptr<TlsContexts> contexts(new TlsContexts(std::move(source)));
  EZPT_TRY(const bool taken, contexts->Take());
  if (!taken) return Error{ErrorCode::kInternal, "there is no certificate"};
  return contexts;
}

void TlsContexts::Refresh() {
  const Result<bool> taken = Take();
  if (!taken.ok()) return Log("certificate_refused", {{"why", taken.error().message}});
  if (*taken) Log("certificate_renewed");
}

}  // namespace ezpt::server
