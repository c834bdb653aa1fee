#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "server/net/tls_contexts.h"

namespace ezpt::server {

/// The bytes of one client, encrypted or not. As a tcp_stream for whoever reads and writes.
class ClientStream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using next_layer_type = boost::beast::tcp_stream;

  explicit ClientStream(boost::beast::tcp_stream tcp) : tcp_(std::move(tcp)) {}

  executor_type get_executor() { return next_layer().get_executor(); }
  next_layer_type& next_layer() { return tls_ ? tls_->next_layer() : tcp_; }
  const next_layer_type& next_layer() const { return tls_ ? tls_->next_layer() : tcp_; }

  void expires_after(std::chrono::steady_clock::duration time) { next_layer().expires_after(time); }
  void close() { next_layer().close(); }

  enum class Opening { kEncrypted, kPlain, kFailed };
  /// Hears how the client begins, and does the TLS handshake if it begins one.
  /// kPlain: it speaks something else; TakeRead has what was read of that.
  /// The deadline set before holds for all of it. The certificate is the one of the moment in which it
  /// begins, and not of the connection's: it may have been renewed while the client said nothing.
  boost::asio::awaitable<Opening> Open(TlsContexts& contexts) {
    namespace asio = boost::asio;
    constexpr char kHandshakeRecord = 0x16;  // RFC 8446, 5.1
    boost::beast::error_code error;
    char first = 0;
    co_await tcp_.async_read_some(asio::buffer(&first, 1), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return Opening::kFailed;
    if (first != kHandshakeRecord) {
      read_.assign(1, first);
      co_return Opening::kPlain;
    }
    tls_.emplace(std::move(tcp_), contexts.Current());
    co_await tls_->async_handshake(asio::ssl::stream_base::server, asio::const_buffer(&first, 1),
                                   asio::redirect_error(asio::use_awaitable, error));
    co_return error ? Opening::kFailed : Opening::kEncrypted;
  }
  std::string TakeRead() { return std::exchange(read_, {}); }

  /// Tells the client that nothing more comes, as far as that leaves it time to send.
  void EndSending() {
    boost::beast::error_code error;
    if (!tls_) tcp_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  }

  /// The end of everything: over TLS with the words that tell it from a cut cable.
  boost::asio::awaitable<void> End() {
    namespace asio = boost::asio;
    constexpr auto kFarewell = std::chrono::seconds(1);
    boost::beast::error_code error;
    if (!tls_) co_return EndSending();
    expires_after(kFarewell);
    co_await tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
    return tcp_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
    return tcp_.async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  boost::beast::tcp_stream tcp_;  ///< Moved into `tls_` where there is TLS.
  std::optional<boost::beast::ssl_stream<boost::beast::tcp_stream>> tls_;
  std::string read_;
};

/// How a WebSocket ends what is below it; found by Beast through the argument's type. Its close
/// frames have told the end already, so that TLS need not.
template <typename Handler>
void async_teardown(boost::beast::role_type role, ClientStream& stream, Handler&& handler) {
  using boost::beast::websocket::async_teardown;
  async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, ClientStream& stream, boost::beast::error_code& error) {
  using boost::beast::websocket::teardown;
  teardown(role, stream.next_layer(), error);
}

}  // namespace ezpt::server
