#include "server/net/websocket.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

#include "server/guard.h"
#include "server/live/live_connection.h"
#include "server/net/metered_stream.h"

namespace ezpt::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

constexpr auto kHandshake = std::chrono::seconds(10);
constexpr auto kSilent = std::chrono::seconds(20);
constexpr auto kTick = std::chrono::seconds(1);
constexpr std::size_t kReadStep = 64u << 10;
/// A client that reads this much slower than it sends is given up.
constexpr std::size_t kMaxWaitingBytes = 4u << 20;
constexpr std::size_t kMaxReasonBytes = 120;  // A control frame holds 125 with the code.

/// At most so many bytes of UTF-8, and none of a letter that does not fit: a browser refuses a reason with half of one.
std::string WholeLetters(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  constexpr unsigned char kMask = 0xC0, kContinues = 0x80;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & kMask) == kContinues) --most;
  return text.substr(0, most);
}

/// One WebSocket: a reading coroutine and a writing one, both on the I/O thread.
class Socket : public std::enable_shared_from_this<Socket> {
 public:
  explicit Socket(ClientStream stream)
      : socket_(MeteredStream(std::move(stream))), wake_(socket_.get_executor()), executor_(socket_.get_executor()) {}

  asio::awaitable<void> Serve(LiveUpgrade upgrade, ConnectionTable::Place& place) {
    place.OnGiveWay([this] { beast::get_lowest_layer(socket_).close(); });
    co_await Speak(std::move(upgrade), place);
    place.OnGiveWay(nullptr);
  }

 private:
  asio::awaitable<void> Speak(LiveUpgrade upgrade, ConnectionTable::Place& place) {
    beast::error_code error;
    beast::get_lowest_layer(socket_).expires_never();
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = kHandshake;
    timeout.idle_timeout = kSilent;
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.set_option(
        websocket::stream_base::decorator([date = std::move(upgrade.date)](websocket::response_type& response) {
          response.set(beast::http::field::date, date);
        }));
    socket_.read_message_max(0);  // Read() has its own limit, and says why.
    co_await socket_.async_accept(upgrade.request, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    live_ = std::make_shared<LiveConnection>(upgrade.hub, upgrade.places, std::move(upgrade.person), Ports());
    live_->Begin();
    socket_.next_layer().OnTooFast([this] { live_->OnTooFast(); });
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->Write(); },
        [](const std::exception_ptr& thrown) { LogCaught("live_connection_failed", thrown); });
    std::exception_ptr thrown;
    try {
      co_await Read(place);
    } catch (...) {
      thrown = std::current_exception();
    }
    over_ = true;
    wake_.cancel();
    live_->OnClosed();  // Whatever ended it: the session is kept for resumption.
    LogCaught("live_connection_failed", thrown);
  }

  /// What other threads hold of this socket: nothing that keeps it alive.
  ClientPorts Ports() {
    const auto post = [weak = weak_from_this(), executor = executor_](auto action) {
      asio::post(executor, [weak, action = std::move(action)]() mutable {
        if (const auto self = weak.lock()) action(*self);
      });
    };
    return {[post](std::string text) {
              post([text = std::move(text)](Socket& self) mutable { self.Queue(std::move(text)); });
            },
            [post](CloseCode code, std::string reason) {
              post([code, reason = std::move(reason)](Socket& self) { self.CloseSoon(code, reason); });
            }};
  }

  void Queue(std::string text) {
    if (closing_ || over_) return;
    waiting_bytes_ += text.size();
    waiting_.push_back(std::move(text));
    if (waiting_bytes_ > kMaxWaitingBytes) beast::get_lowest_layer(socket_).cancel();
    wake_.cancel();
  }

  void CloseSoon(CloseCode code, const std::string& reason) {
    if (closing_) return;
    closing_.emplace(static_cast<websocket::close_code>(code), WholeLetters(reason, kMaxReasonBytes));
    wake_.cancel();
  }

  asio::awaitable<void> Read(ConnectionTable::Place& place) {
    using Phase = ConnectionTable::Phase;
    beast::error_code error;
    beast::flat_buffer buffer;
    while (!closing_) {
      co_await socket_.async_read_some(buffer, kReadStep, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      if (buffer.size() > kMaxMessageBytes) {
        Queue(ErrorText("too_big", "live message: over 512 KiB; send smaller pictures", Fatal::kYes));
        CloseSoon(CloseCode::kTooBig, "A message has at most 512 KiB.");
        break;
      }
      if (!socket_.is_message_done()) continue;
      std::string message(static_cast<const char*>(buffer.data().data()), buffer.size());
      buffer.consume(buffer.size());
      if (socket_.got_text()) {
        live_->OnText(message);
      } else {
        live_->OnBinary(std::move(message));
      }
      place.Enter(live_->HoldsPlace() ? Phase::kBusy : Phase::kWaiting);
    }
    place.Enter(Phase::kWaiting);
    while (!over_) {  // Until the other side has closed too, or the time for it is over.
      co_await socket_.async_read_some(buffer, kReadStep, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      buffer.consume(buffer.size());
    }
  }

  asio::awaitable<void> Write() {
    const auto self = shared_from_this();
    beast::error_code error;
    while (!over_) {
      while (!waiting_.empty()) {
        const std::string text = std::move(waiting_.front());
        waiting_.pop_front();
        waiting_bytes_ -= text.size();
        socket_.text(true);
        co_await socket_.async_write(asio::buffer(text), asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return;
      }
      if (closing_) {
        co_await socket_.async_close(*closing_, asio::redirect_error(asio::use_awaitable, error));
        co_return;
      }
      wake_.expires_after(kTick);
      co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (!error && !over_) live_->OnTick();
    }
  }

  websocket::stream<MeteredStream> socket_;
  asio::steady_timer wake_;
  asio::any_io_executor executor_;
  std::shared_ptr<LiveConnection> live_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<websocket::close_reason> closing_;
  bool over_ = false;
};

}  // namespace

asio::awaitable<void> ServeWebSocket(ClientStream stream, LiveUpgrade upgrade, ConnectionTable::Place& place) {
  const auto socket = std::make_shared<Socket>(std::move(stream));
  co_await socket->Serve(std::move(upgrade), place);
}

}  // namespace ezpt::server
