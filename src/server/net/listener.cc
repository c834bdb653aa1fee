#include "server/net/listener.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <charconv>

#include "base/error.h"
#include "server/log.h"
#include "server/net/websocket.h"
#include "server/net/wire.h"

namespace ezpt::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr auto kTick = std::chrono::seconds(1);
constexpr uint32_t kMaxHeaderBytes = 16u << 10;
constexpr uint64_t kMaxBodyBytes = 64u << 10;
constexpr std::size_t kMaxBuffer = 96u << 10;
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n";

class BeastListener final : public Listener {
 public:
  explicit BeastListener(const ListenOptions& options)
      : options_(options),
        acceptor_(io_),
        signals_(io_),
        handlers_(static_cast<std::size_t>(options.handler_threads)) {}

  Status Bind() {
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return Error{ErrorCode::kInvalidArgument, options_.address + ": not an address; try 127.0.0.1:8080"};
    const tcp::endpoint endpoint(address, static_cast<unsigned short>(options_.port));
    const auto failed = [&](const char* what) {
      return Error{ErrorCode::kUnavailable, fmt::format("cannot {} {}:{}: {}; choose another with --listen", what,
                                                        options_.address, options_.port, error.message())};
    };
    if (acceptor_.open(endpoint.protocol(), error)) return failed("open");
    if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error)) return failed("set up");
    if (acceptor_.bind(endpoint, error)) return failed("listen on");
    if (acceptor_.listen(asio::socket_base::max_listen_connections, error)) return failed("listen on");
    return {};
  }

  int port() const override {
    beast::error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void Serve(const Application& application, LiveHub& hub, std::function<void()> on_stop) override {
    application_ = &application;
    hub_ = &hub;
    on_stop_ = std::move(on_stop);
    beast::error_code error;
    signals_.add(SIGINT, error);
    signals_.add(SIGTERM, error);
    signals_.async_wait([this](beast::error_code failed, int) {
      if (!failed) BeginStop();
    });
    asio::co_spawn(io_, Accept(), asio::detached);
    asio::co_spawn(io_, Tick(), asio::detached);
    io_.run();
    handlers_.join();
  }

  void Stop() override {
    asio::post(io_, [this] { BeginStop(); });
  }

 private:
  void BeginStop() {
    if (stopping_) return io_.stop();  // A second signal does not wait.
    stopping_ = true;
    on_stop_();
    beast::error_code error;
    acceptor_.close(error);
    signals_.async_wait([this](beast::error_code failed, int) {
      if (!failed) io_.stop();
    });
    asio::co_spawn(io_, Goodbye(), asio::detached);
  }

  asio::awaitable<void> Goodbye() {
    co_await asio::co_spawn(
        handlers_,
        [this]() -> asio::awaitable<void> {
          hub_->ShutDown();
          co_return;
        },
        asio::use_awaitable);
    asio::steady_timer timer(io_);
    const auto deadline = std::chrono::steady_clock::now() + options_.goodbye;
    while (busy_ > 0 && std::chrono::steady_clock::now() < deadline) {
      timer.expires_after(std::chrono::milliseconds(20));
      co_await timer.async_wait(asio::use_awaitable);
    }
    io_.stop();
  }

  asio::awaitable<void> Tick() {
    asio::steady_timer timer(io_);
    while (!stopping_) {
      hub_->Tick();
      timer.expires_after(kTick);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  asio::awaitable<void> Accept() {
    while (!stopping_) {
      beast::error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (stopping_) co_return;
      if (error) {  // Out of file descriptors, most likely: give some time to come back.
        asio::steady_timer timer(io_, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::use_awaitable);
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      if (open_ >= options_.max_connections) {
        co_await asio::async_write(socket, asio::buffer(kFull), asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      asio::co_spawn(io_, Connection(beast::tcp_stream(std::move(socket))), asio::detached);
    }
  }

  asio::awaitable<void> Connection(beast::tcp_stream stream) {
    const Counted open(open_);
    beast::flat_buffer buffer(kMaxBuffer);
    beast::error_code error;
    bool keep_alive = true;
    while (keep_alive && !stopping_) {
      http::request_parser<http::string_body> parser;
      parser.header_limit(kMaxHeaderBytes);
      parser.body_limit(kMaxBodyBytes);
      stream.expires_after(kRequestWithin);
      co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
      if (error == http::error::end_of_stream || error == beast::error::timeout) break;
      if (error) {
        if (IsTheirFault(error)) co_await Send(stream, RefusalOf(error), {});
        break;
      }
      const Counted busy(busy_);
      auto message = parser.release();
      Reply11 how{.version = message.version()};
      const auto request = ToRequest(message);
      if (!request.ok()) {
        co_await Send(stream, ErrorReply(request.error()), how);
        break;
      }
      if (request->path == "/live" && beast::websocket::is_upgrade(message)) {
        const auto owner = application_->AdmitUpgrade(*request);
        if (owner.ok()) co_return co_await ServeWebSocket(std::move(stream), std::move(message), *owner, *hub_);
        co_await Send(stream, ErrorReply(owner.error()), how);
        break;
      }
      how.method = request->method;
      how.keep_alive = message.keep_alive();
      const Response response = co_await Handle(*request);
      keep_alive = co_await Send(stream, response, how);
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
  }

  /// On a handler thread: it may wait for the store or make a video.
  asio::awaitable<Response> Handle(Request request) {
    return asio::co_spawn(
        handlers_,
        [this, request = std::move(request)]() mutable -> asio::awaitable<Response> {
          co_return application_->Handle(std::move(request));
        },
        asio::use_awaitable);
  }

  /// Counts while it lives; on the I/O thread only.
  class Counted {
   public:
    explicit Counted(int& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

   private:
    int& count_;
  };

  ListenOptions options_;
  int open_ = 0;  ///< Connections.
  int busy_ = 0;  ///< Those with a request or a live session. Outlive io_, whose coroutines count.
  bool stopping_ = false;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::thread_pool handlers_;
  const Application* application_ = nullptr;
  LiveHub* hub_ = nullptr;
  std::function<void()> on_stop_;
};

}  // namespace

Result<ListenOptions> ParseListen(const std::string& text) {
  const Error wrong{ErrorCode::kInvalidArgument,
                    fmt::format("--listen {}: must be ADDRESS:PORT, as 127.0.0.1:8080", text)};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return wrong;
  ListenOptions options;
  options.address = text.substr(0, colon);
  if (options.address == "localhost") options.address = "127.0.0.1";
  if (options.address.front() == '[' && options.address.back() == ']') {
    options.address = options.address.substr(1, options.address.size() - 2);
  }
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data() + colon + 1, end, options.port);
  if (error != std::errc() || parsed != end || options.port < 0 || options.port > 65535) return wrong;
  return options;
}

Result<std::unique_ptr<Listener>> Listener::Open(const ListenOptions& options) {
  auto listener = std::make_unique<BeastListener>(options);
  EZPT_CHECK_OK(listener->Bind());
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace ezpt::server
