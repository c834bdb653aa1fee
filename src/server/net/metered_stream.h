#pragma once

// Included by net/*.cc only: Beast compiles slowly.
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <functional>
#include <utility>

#include "server/net/client_stream.h"
#include "server/net/frame_counter.h"

namespace ezpt::server {

/// The stream below a WebSocket: counts the frames that come. Once they are too
/// many nothing more is handed up; what still comes is thrown away until the
/// other side closes or `kLinger` is over, so that the close frame that says why
/// is not lost.
class MeteredStream {
 public:
  using executor_type = ClientStream::executor_type;
  using next_layer_type = ClientStream;

  explicit MeteredStream(ClientStream stream) : stream_(std::move(stream)) {}

  /// Called once, from within a read.
  void OnTooFast(std::function<void()> act) { on_too_fast_ = std::move(act); }

  executor_type get_executor() { return stream_.get_executor(); }
  next_layer_type& next_layer() { return stream_; }
  const next_layer_type& next_layer() const { return stream_; }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return stream_.async_write_some(buffers, std::forward<Token>(token));
  }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_compose<Token, void(boost::beast::error_code, std::size_t)>(
        [this, buffers, started = false](auto& self, boost::beast::error_code error = {},
                                         std::size_t bytes = 0) mutable {
          if (std::exchange(started, true)) {
            Count(buffers, bytes);
            if (!counter_.IsOver()) return self.complete(error, bytes);
            if (counter_.HasClosed() && !error) error = boost::asio::error::eof;
            if (error) return self.complete(error, 0);
          }
          stream_.async_read_some(buffers, std::move(self));
        },
        token, stream_);
  }

 private:
  static constexpr auto kLinger = std::chrono::seconds(2);

  template <typename Buffers>
  void Count(const Buffers& buffers, std::size_t bytes) {
    const bool was_over = counter_.IsOver();
    const auto now = FrameCounter::Clock::now();
    for (auto it = boost::asio::buffer_sequence_begin(buffers); bytes > 0; ++it) {
      const boost::asio::const_buffer part(*it);
      const std::size_t filled = std::min(bytes, part.size());
      counter_.Take({static_cast<const char*>(part.data()), filled}, now);
      bytes -= filled;
    }
    if (was_over || !counter_.IsOver()) return;
    stream_.expires_after(kLinger);
    if (on_too_fast_) on_too_fast_();
  }

  ClientStream stream_;
  FrameCounter counter_;
  std::function<void()> on_too_fast_;
};

/// How a WebSocket ends what is below it; found by Beast through the argument's type.
template <typename Handler>
void async_teardown(boost::beast::role_type role, MeteredStream& stream, Handler&& handler) {
  async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, MeteredStream& stream, boost::beast::error_code& error) {
  teardown(role, stream.next_layer(), error);
}

}  // namespace ezpt::server
