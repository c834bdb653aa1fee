#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/http.hpp>

#include "server/net/client_stream.h"
#include "server/net/patience.h"

namespace ezpt::server {

/// The deadline of a transfer: put off whenever enough bytes have moved, so that
/// a slow connection gets a large answer and a dead one does not keep its place.
class Progress {
 public:
  Progress(ClientStream& stream, const Patience& patience) : stream_(stream), patience_(patience) { Restart(); }

  void Restart() {
    moved_ = 0;
    stream_.expires_after(patience_.progress);
  }
  void Moved(std::size_t bytes) {
    moved_ += bytes;
    if (moved_ >= patience_.LeastBytes()) Restart();
  }

 private:
  ClientStream& stream_;
  const Patience& patience_;
  std::size_t moved_ = 0;
};

/// Writes all of `buffers`. False: the connection is gone, or was too slow.
template <typename Buffers>
boost::asio::awaitable<bool> WriteAll(ClientStream& stream, const Buffers& buffers, Progress& progress) {
  namespace asio = boost::asio;
  boost::beast::error_code error;
  boost::beast::buffers_suffix<Buffers> rest(buffers);
  while (boost::beast::buffer_bytes(rest) > 0) {
    const std::size_t bytes = co_await stream.async_write_some(rest, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    rest.consume(bytes);
    progress.Moved(bytes);
  }
  co_return true;
}

/// Writes a whole message. False: as above.
template <typename Body>
boost::asio::awaitable<bool> WriteMessage(ClientStream& stream, boost::beast::http::response<Body>& message,
                                          Progress& progress) {
  namespace asio = boost::asio;
  boost::beast::http::response_serializer<Body> serializer(message);
  boost::beast::error_code error;
  while (!serializer.is_done()) {
    const std::size_t bytes = co_await boost::beast::http::async_write_some(
        stream, serializer, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    progress.Moved(bytes);
  }
  co_return true;
}

}  // namespace ezpt::server
